package dev.pirn.pool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pirn.pool.Link.Incoming;
import dev.pirn.pool.Link.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process of a worker and the connection to it. The thread of the worker calls everything but {@link #kill} and
 * {@link #isAlive}, and blocks in it.
 */
final class Child {

    /** A JVM that has not connected back by then does not come any more. */
    private static final long START_SECONDS = 120;

    /** How long a process that was asked to end may run its shutdown hooks, and one that broke off may take to die. */
    private static final long END_SECONDS = 2;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Map<Integer, String> SIGNALS = Map.of(
            2, "SIGINT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15,
            "SIGTERM");

    private final Process process;
    private final String name;
    private final Wire wire;
    private final Output.Pipe errors;
    private final String token;
    private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();

    /** The thread of the worker writes it; others close it. */
    private volatile @Nullable Link link;

    /** How many functions it has been given. */
    private long calls;

    /** How a call ended. */
    sealed interface Outcome {
        record Returned(@Nullable Object value) implements Outcome {}

        record Threw(Throwable failure) implements Outcome {}
    }

    /**
     * The process has not read the whole of a function, so it cannot have begun it: the connection broke while it was
     * sent, or was reset, which the kernel does if bytes of ours are unread. Whatever else goes wrong, it may have
     * begun.
     */
    static final class NotBegunException extends Exception {
        private static final long serialVersionUID = 1L;

        NotBegunException(IOException cause) {
            super(cause);
        }
    }

    private Child(Process process, int worker, String token, Wire wire, Output output, String threadName) {
        this.process = process;
        this.token = token;
        this.wire = wire;
        this.name = "worker " + worker + " (pid " + process.pid() + ")";
        output.new Pipe(worker, false, process.getInputStream(), threadName + "-out");
        errors = output.new Pipe(worker, true, process.getErrorStream(), threadName + "-err");
    }

    /** Starts a process and its JVM; {@link #connect} waits for it. */
    static Child start(Launch launch, Path socket, int worker, Wire wire, Output output, String threadName)
            throws IOException {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        Child child = new Child(launch.start(socket, worker, token), worker, token, wire, output, threadName);
        Thread.ofVirtual().name(threadName + "-exit").start(child::awaitExit);
        return child;
    }

    /** In a thread of its own, because {@link Process#onExit} needs one of the common pool, where all may be busy. */
    private void awaitExit() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        gone.complete(null);
        // A process that it left behind may hold the connection, which then never ends by itself.
        CompletableFuture<@Nullable Void> late = new CompletableFuture<>();
        late.completeOnTimeout(null, END_SECONDS, TimeUnit.SECONDS).thenRun(() -> close(link));
    }

    /** {@return a socket for one process to connect to} */
    static ServerSocketChannel listen(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            return server.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /**
     * Waits until the process has connected and run the initializer.
     *
     * @throws WorkerException if it did not
     */
    void connect(ServerSocketChannel server, Link.Buffers buffers, byte[] initializer)
            throws IOException, InterruptedException {
        CompletableFuture<Object> late =
                new CompletableFuture<>().completeOnTimeout("late", START_SECONDS, TimeUnit.SECONDS);
        late.thenRun(this::kill);
        gone.thenRun(() -> close(server)); // ends the accept
        try {
            acceptFrom(server, buffers);
        } catch (ClosedChannelException e) {
            throw new WorkerException(name + " did not start: " + ending(), exitCode());
        } finally {
            late.cancel(false);
        }
        setUp(initializer);
    }

    /** Takes the connection that shows the token; others can only come from processes of the same user. */
    private void acceptFrom(ServerSocketChannel server, Link.Buffers buffers) throws IOException {
        while (true) {
            Link accepted = new Link(server.accept(), buffers, token);
            link = accepted; // closed by others if the process is gone before it has shown anything
            if (isOurs(accepted)) return;
            accepted.close();
        }
    }

    private boolean isOurs(Link accepted) {
        try {
            Incoming hello = accepted.receive();
            if (hello == null || hello.kind() != Kind.HELLO) return false;
            byte[] shown = hello.readNBytes(token.length() + 1);
            return MessageDigest.isEqual(shown, token.getBytes(US_ASCII));
        } catch (IOException e) {
            return false;
        }
    }

    private void setUp(byte[] initializer) throws IOException, InterruptedException {
        try {
            Outcome outcome = exchange(0, Kind.SETUP, initializer);
            if (outcome instanceof Outcome.Threw threw) {
                kill();
                retire();
                throw new WorkerException("the initializer failed in " + name, threw.failure);
            }
        } catch (NotBegunException | IOException e) {
            throw new WorkerException(name + " died in its initializer: " + ending(), exitCode());
        }
    }

    /**
     * Runs a function in the process.
     *
     * @throws NotBegunException if the connection is broken and the process has not begun it
     * @throws IOException if the connection is broken, and the process may have begun it; a {@link ProtocolException}
     *     if what came is no answer
     */
    Outcome call(PoolTask<?> task) throws NotBegunException, IOException {
        return exchange(++calls, task.kind, task.bytes);
    }

    private Outcome exchange(long id, Kind kind, byte[] function) throws NotBegunException, IOException {
        Link connected = link();
        try {
            connected.requireQuiet();
            connected.send(id, kind, out -> out.write(function));
        } catch (IOException e) {
            throw new NotBegunException(e); // before the last byte
        }
        return answer(connected, id);
    }

    private Outcome answer(Link connected, long id) throws NotBegunException, IOException {
        Incoming message = first(connected);
        while (true) {
            if (message.id != id) throw new ProtocolException("an answer to " + message.id + " in place of " + id);
            Outcome outcome = read(message);
            message.skipRest();
            if (message.kind() != Kind.ABORT) return outcome;
            message = next(connected); // says why
        }
    }

    private static Incoming first(Link connected) throws NotBegunException, IOException {
        try {
            return next(connected);
        } catch (SocketException e) {
            throw new NotBegunException(e); // a reset: the process has gone with bytes of ours unread
        }
    }

    private static Incoming next(Link connected) throws IOException {
        Incoming message = connected.receive();
        if (message == null) throw new EOFException("the connection ended");
        return message;
    }

    private Outcome read(Incoming message) throws IOException {
        return switch (message.kind()) {
            case VALUE, ABORT -> readValue(message);
            case FAILURE -> new Outcome.Threw(Failure.readFrom(message).toThrowable(wire, name));
            default -> throw new ProtocolException("no answer: " + message.kind());
        };
    }

    /** What cannot be read is the result's fault here; if the connection broke, reading the rest fails as well. */
    private Outcome readValue(Incoming message) {
        try {
            return new Outcome.Returned(wire.read(message));
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError | StackOverflowError e) {
            return new Outcome.Threw(new WorkerException("the result from " + name + " cannot be read: " + e, e));
        }
    }

    private Link link() {
        Link connected = link;
        if (connected == null) throw new IllegalStateException(name + " has not connected");
        return connected;
    }

    long calls() {
        return calls;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Calls back when the process is gone, from any thread. */
    void whenGone(Runnable callback) {
        gone.thenRun(callback);
    }

    /** From any thread: kills the process, whatever it does. */
    void kill() {
        process.destroyForcibly();
    }

    /** Lets the process end in order, runs its shutdown hooks, and waits for it. */
    void retire() throws InterruptedException {
        retire(END_SECONDS);
    }

    /** As {@link #retire()}, with so much patience. */
    void retire(long seconds) throws InterruptedException {
        try (OutputStream pipe = process.getOutputStream()) {
            pipe.write(0); // or it would take the end of the pipe for our death
        } catch (IOException e) {
            // it is dead already
        }
        close(link);
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) kill();
        process.waitFor();
    }

    /**
     * {@return the error for a function that the process may have begun}
     *
     * @param reason what broke the connection, after which the process is of no use
     */
    WorkerException diedIn(PoolTask<?> task, Exception reason) throws InterruptedException {
        String running = " while it ran " + task.functionName();
        if (!(reason instanceof ProtocolException))
            return new WorkerException(name + " died" + running + ": " + ending(), exitCode());
        kill(); // native code has written to what is not its own: nothing here can be trusted
        String what = " sent what is no answer (" + reason.getMessage() + ")" + running + ", and was killed: ";
        return new WorkerException(name + what + ending(), exitCode());
    }

    /** Sees to it that a process that broke off is gone, and says how it went. */
    private String ending() throws InterruptedException {
        retire();
        int code = exitCode();
        String signal = SIGNALS.get(code - 128);
        List<String> lines = errors.latest();
        return "exit code " + code + (signal == null ? "" : " (" + signal + ")")
                + (lines.isEmpty() ? "" : "; it last printed:\n  " + String.join("\n  ", lines));
    }

    private int exitCode() {
        return process.exitValue();
    }

    private static void close(@Nullable AutoCloseable closed) {
        try {
            if (closed != null) closed.close();
        } catch (Exception e) {
            // of a connection or a pipe: the other end is gone, which is what we want
        }
    }

    /** Removes the socket of a process that has connected, or never will. */
    static void remove(Path socket) throws IOException {
        Files.deleteIfExists(socket);
    }

    @Override
    public String toString() {
        return name;
    }
}
