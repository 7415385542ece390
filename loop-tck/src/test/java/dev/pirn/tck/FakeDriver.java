package dev.pirn.tck;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.ByteArrayOutputStream;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A driver whose sockets are buffers of the test. Behaves as readiness drivers do, or as completion drivers do. */
final class FakeDriver implements IoDriver {

    final List<FakeSocket> sockets = new ArrayList<>();
    private final Semaphore woken = new Semaphore(0);
    private final boolean pins;
    private int pending;

    FakeDriver() {
        this(false);
    }

    FakeDriver(boolean pins) {
        this.pins = pins;
    }

    @Override
    public IoSocket open(ProtocolFamily family) {
        FakeSocket socket = new FakeSocket();
        sockets.add(socket);
        return socket;
    }

    @Override
    public IoListener listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int poll(long timeoutNanos) {
        int told = 0;
        for (FakeSocket socket : List.copyOf(sockets)) {
            told += socket.tell();
        }
        if (told == 0 && timeoutNanos != 0) {
            sleep(timeoutNanos < 0 ? Long.MAX_VALUE : timeoutNanos);
        }
        woken.drainPermits();
        return told;
    }

    private void sleep(long nanos) {
        try {
            boolean ignored = woken.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wakeup() {
        woken.release();
    }

    @Override
    public boolean pinsBuffers() {
        return pins;
    }

    @Override
    public int openCount() {
        return (int) sockets.stream().filter(socket -> !socket.isClosed()).count();
    }

    @Override
    public int pendingCount() {
        return pending;
    }

    @Override
    public void close() {}

    final class FakeSocket implements IoSocket {

        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private ByteBuffer incoming = ByteBuffer.allocate(0);
        private @Nullable Completion reader;
        private @Nullable ByteBuffer readerTarget;
        private boolean cancelled;
        private boolean closed;

        void arrives(byte[] bytes) {
            incoming = ByteBuffer.wrap(bytes);
        }

        private int tell() {
            Completion done = reader;
            if (done == null || (!cancelled && !incoming.hasRemaining())) {
                return 0;
            }
            reader = null;
            pending--;
            int result = cancelled ? CANCELLED : pins ? move(readerTarget) : RETRY;
            cancelled = false;
            done.completed(result);
            return 1;
        }

        private int move(@Nullable ByteBuffer target) {
            if (target == null || !incoming.hasRemaining()) {
                return 0;
            }
            int count = Math.min(target.remaining(), incoming.remaining());
            target.put(incoming.slice(incoming.position(), count));
            incoming.position(incoming.position() + count);
            return count;
        }

        @Override
        public int read(ByteBuffer target, Completion done) {
            if (reader != null) {
                throw new IllegalStateException("a second read");
            }
            if (incoming.hasRemaining() && !pins) {
                return move(target);
            }
            reader = done;
            readerTarget = target;
            pending++;
            return PENDING;
        }

        @Override
        public int write(ByteBuffer[] sources, int offset, int count, Completion done) {
            int before = written.size();
            for (int i = offset; i < offset + count; i++) {
                while (sources[i].hasRemaining()) {
                    written.write(sources[i].get());
                }
            }
            return written.size() - before;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // a completion is known by its identity
        public void cancel(Completion done) {
            if (reader != done) {
                return;
            }
            cancelled = true;
            if (!pins) {
                tell();
            }
        }

        @Override
        public void close(boolean abort) {
            closed = true;
            Completion done = reader;
            if (done != null) {
                cancel(done);
            }
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public int connect(SocketAddress remote, Completion done) {
            return 0;
        }

        @Override
        public void bind(SocketAddress local) {}

        @Override
        public void shutdownOutput() {}

        @Override
        public <T> void setOption(SocketOption<T> option, T value) {}

        @Override
        public <T> @Nullable T getOption(SocketOption<T> option) {
            return null;
        }

        @Override
        public @Nullable SocketAddress localAddress() {
            return null;
        }

        @Override
        public @Nullable SocketAddress remoteAddress() {
            return null;
        }
    }
}
