package dev.pirn.tck.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pirn.ErrorReport;
import dev.pirn.Loops;
import dev.pirn.Runner;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import dev.pirn.tck.ForwardingDriver;
import dev.pirn.tck.ForwardingSocket;
import dev.pirn.tck.LoopCase;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Notes down what is written, one entry a call, and lets accepting fail. Otherwise the backend's own driver. */
final class SpyDriver extends ForwardingDriver {

    private final List<ErrorReport> reports = new CopyOnWriteArrayList<>();
    private final List<Integer> offered = new ArrayList<>();
    private int failingAccepts;
    private int leftOpen;
    private int leftPending;
    private boolean closed;

    private SpyDriver(IoDriver driver) {
        super(driver);
    }

    /** A test on a driver that it can look into. */
    @FunctionalInterface
    interface Spied {

        void with(SpyDriver driver) throws Exception;
    }

    /** Runs a main coroutine in virtual time on a loop with a spied driver, and checks for leaks. */
    static void run(LoopCase loops, Spied main) throws IOException {
        SpyDriver spy = new SpyDriver(Loops.named(loops.backend()).newDriver());
        try (Runner runner = Runner.builder()
                .driver(spy)
                .clock(loops.clock())
                .coroutines(loops.coroutines())
                .debug(loops.debug())
                .exceptionHandler((loop, report) -> spy.reports.add(report))
                .build()) {
            runner.run(() -> main.with(spy));
        }
        assertEquals(0, spy.leftOpen, "open sockets");
        assertEquals(0, spy.leftPending, "pending operations");
    }

    /** {@return how many bytes each write offered so far, in order; forgets them} */
    List<Integer> takeWrites() {
        List<Integer> taken = List.copyOf(offered);
        offered.clear();
        return taken;
    }

    /** Has the next calls of accept fail for want of descriptors. */
    void failAccepts(int count) {
        failingAccepts = count;
    }

    /** {@return how many calls of accept are still to fail} */
    int failingAccepts() {
        return failingAccepts;
    }

    /** {@return what was reported to the loop's exception handler} */
    List<ErrorReport> reports() {
        return reports;
    }

    @Override
    public IoSocket open(ProtocolFamily family) throws IOException {
        return new Socket(driver.open(family));
    }

    @Override
    public IoListener listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options)
            throws IOException {
        return new Listener(driver.listen(local, backlog, options));
    }

    @Override
    public void close() {
        if (!closed) {
            leftOpen = driver.openCount();
            leftPending = driver.pendingCount();
            closed = true;
        }
        driver.close();
    }

    private final class Listener implements IoListener {

        private final IoListener listener;

        Listener(IoListener listener) {
            this.listener = listener;
        }

        @Override
        public @Nullable IoSocket accept(Completion done) throws IOException {
            if (failingAccepts > 0) {
                failingAccepts--;
                throw new IOException("Too many open files");
            }
            IoSocket accepted = listener.accept(done);
            return accepted == null ? null : new Socket(accepted);
        }

        @Override
        public void cancel(Completion done) {
            listener.cancel(done);
        }

        @Override
        public SocketAddress localAddress() {
            return listener.localAddress();
        }

        @Override
        public void close() {
            listener.close();
        }
    }

    private final class Socket implements ForwardingSocket {

        private final IoSocket socket;

        Socket(IoSocket socket) {
            this.socket = socket;
        }

        @Override
        public IoSocket socket() {
            return socket;
        }

        @Override
        public int write(ByteBuffer[] sources, int offset, int count, Completion done) throws IOException {
            offered.add(Arrays.stream(sources, offset, offset + count)
                    .mapToInt(ByteBuffer::remaining)
                    .sum());
            return ForwardingSocket.super.write(sources, offset, count, done);
        }
    }
}
