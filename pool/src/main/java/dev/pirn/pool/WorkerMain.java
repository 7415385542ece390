package dev.pirn.pool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pirn.pool.Link.Incoming;
import dev.pirn.pool.Link.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The program of a worker: calls one function after another on its main thread. */
final class WorkerMain {

    /** The environment's variable with the token that the worker shows when it connects. */
    static final String TOKEN = "PIRN_WORKER_TOKEN";

    /** The exit code of a worker whose pool is gone. */
    private static final int ORPHANED = 75;

    /** The exit code of a worker that ran out of memory, as of {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_MEMORY = 3;

    private final Link link;
    private final Wire wire;

    private WorkerMain(Link link, Wire wire) {
        this.link = link;
        this.wire = wire;
    }

    /**
     * Runs a worker until its pool closes the connection.
     *
     * @param args the path of the socket, the number of the worker, and the filter of what it reads
     */
    public static void main(String... args) throws IOException {
        endWithParent(System.in);
        System.setIn(InputStream.nullInputStream());
        Thread.currentThread().setName("pirn-worker-" + args[1]);
        Wire wire = new Wire(ObjectInputFilter.Config.createFilter(args[2]), ClassLoader.getSystemClassLoader());
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(args[0]));
            String token = Objects.requireNonNull(System.getenv(TOKEN), TOKEN);
            new WorkerMain(new Link(channel, new Link.Buffers(), token), wire).run(token);
        }
        System.exit(0); // also if functions have left threads behind
    }

    /**
     * The pipe that is this process' standard input ends when the parent does, however it dies. A pool that is closed
     * in order writes a byte before: then this thread ends quietly. It must, because the JVM's exit waits 300 ms for
     * threads that block in native code.
     */
    private static void endWithParent(InputStream pipe) {
        Thread.ofPlatform().daemon().name("pirn-parent-watch").start(() -> {
            try {
                if (pipe.read() >= 0) return;
            } catch (IOException e) {
                // as good as its end
            }
            Runtime.getRuntime().halt(ORPHANED);
        });
    }

    private void run(String token) throws IOException {
        byte[] shown = token.getBytes(US_ASCII);
        link.send(0, Kind.HELLO, out -> out.write(shown));
        for (Incoming message; (message = link.receive()) != null; ) answer(message);
    }

    private void answer(Incoming message) throws IOException {
        try {
            Object function = read(message);
            message.skipRest(); // from here on the pool knows that the function may have begun
            Object value = call(message.kind(), function);
            flushOutput();
            succeed(message.id, value);
        } catch (Throwable failure) { // the function's, whatever it is
            message.skipRest();
            fail(message.id, failure);
        }
    }

    private @Nullable Object read(Incoming message) {
        try {
            return wire.read(message);
        } catch (IOException | ClassNotFoundException | RuntimeException | StackOverflowError e) {
            throw new WorkerException("the worker cannot read the function: " + e, e);
        }
    }

    private static @Nullable Object call(Kind kind, @Nullable Object function) throws Exception {
        if (kind != Kind.SETUP && kind != Kind.CALL && kind != Kind.RUN)
            throw new ProtocolException("no call: " + kind);
        try {
            if (kind != Kind.RUN && function instanceof Callable<?> callable) return callable.call();
            if (function instanceof Runnable runnable) runnable.run();
            else if (function != null) throw new IOException("not a function: " + function.getClass());
            return null;
        } finally {
            Thread.interrupted(); // an interrupt of one function is not the next one's
        }
    }

    private void succeed(long id, @Nullable Object value) throws IOException {
        try {
            link.send(id, Kind.VALUE, out -> Wire.write(value, out));
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            String type = value == null ? "null" : value.getClass().getName();
            fail(id, new WorkerException("the result, of class " + type + ", cannot be sent back: " + e, e));
        }
    }

    private void fail(long id, Throwable reason) throws IOException {
        flushOutput();
        link.send(id, Kind.FAILURE, Failure.of(reason)::writeTo);
        if (reason instanceof OutOfMemoryError)
            Runtime.getRuntime().halt(OUT_OF_MEMORY); // anything else may have failed too
    }

    private static void flushOutput() {
        System.out.flush();
        System.err.flush();
    }
}
