package dev.pirn.process;

import dev.pirn.Async;
import dev.pirn.CancelScope;
import dev.pirn.Cancelled;
import dev.pirn.LimitExceededException;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Signal;
import dev.pirn.TaskGroup;
import dev.pirn.TaskGroupException;
import dev.pirn.leak.LeakGuard;
import dev.pirn.net.StreamReader;
import dev.pirn.net.StreamWriter;
import dev.pirn.spi.IoSink;
import dev.pirn.spi.IoSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A child process: asyncio's {@code create_subprocess_exec} and {@code …_shell}.
 *
 * {@snippet file="dev/pirn/snippets/ProcessSnippets.java" region="run"}
 *
 * <p>It belongs to the loop on which it was started, and is used by that loop's coroutines; only {@link #signal},
 * {@link #terminate} and {@link #kill} may be called from any thread. Its pipes have streams here; what is written to
 * them and read late, after its end, is not lost. A pipe without a reader makes the process wait as soon as it is full
 * (64 KiB, as a rule): {@link #communicate()} reads all of them at once.
 *
 * <p><b>How it is made.</b> On 64-bit Linux by Pirn itself: pipes that do not block, and one thread of the JVM for all
 * processes together, which waits for what happens to them. It calls the C library, which JVMs ask to be allowed by
 * {@code --enable-native-access}. Elsewhere, where that is denied, and with {@code -Dpirn.process=jdk}, by {@link
 * ProcessBuilder}: then threads of the JVM read and write the pipes and wait, no signal but SIGTERM and SIGKILL can be
 * sent, a signal from another process shows as exit code 128 and its number, and an input without a reader is noticed
 * by writing, or at the end.
 *
 * <p>Real time passes for it: under a virtual clock timeouts do not wait for a process.
 */
public final class Subprocess implements AutoCloseable {

    private static final int PIECE = 64 * 1024;
    private static final int MOST_SIGNALS = 64;
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private final Loop loop;
    private final String program;
    private final String description;
    private final Duration grace;
    private final int outputLimit;
    private final Child child;
    private final @Nullable StreamWriter stdin;
    private final @Nullable StreamReader stdout;
    private final @Nullable StreamReader stderr;
    private final Runnable guard;
    private @Nullable Promise<@Nullable Void> inputBroken;
    private boolean closed;

    Subprocess(Loop loop, Command command, Child child) {
        this.loop = loop;
        this.program = command.program();
        this.description = command.toString();
        this.grace = command.grace;
        this.outputLimit = command.outputLimit;
        this.child = child;
        IoSink in = child.stdin();
        this.stdin = in == null ? null : StreamWriter.of(loop, in, this);
        this.stdout = reader(child.stdout());
        this.stderr = reader(child.stderr());
        Children.OF.get(loop).add(child);
        this.guard = LeakGuard.guard(this, loop, closingLeaked(loop, child, program));
    }

    private @Nullable StreamReader reader(@Nullable IoSource source) {
        return source == null ? null : StreamReader.of(loop, source, this);
    }

    /** Apart from this, so that it does not keep it reachable. */
    private static Runnable closingLeaked(Loop loop, Child child, String program) {
        @Nullable Exception opened = LeakGuard.opened(loop);
        return () -> {
            boolean harmless = child.isOver();
            Children.OF.get(loop).abandon(child);
            if (harmless) return;
            loop.report(
                    "a process was dropped without being closed",
                    LeakGuard.failure(
                            "no close before the garbage collector: " + program + ", process " + child.pid(), opened),
                    null);
        };
    }

    // what to start

    /**
     * {@return a command that runs a program} Nothing interprets its arguments.
     *
     * @param command the program, which is looked up in {@code PATH} if it has no slash, and its arguments
     */
    public static Command exec(String... command) {
        return new Command(List.of(command));
    }

    /**
     * {@return a command that runs a program} Nothing interprets its arguments.
     *
     * @param command the program, which is looked up in {@code PATH} if it has no slash, and its arguments
     */
    public static Command exec(List<String> command) {
        return new Command(command);
    }

    /**
     * {@return a command that the system's shell runs: {@code /bin/sh -c}, or {@code cmd.exe /c} on Windows} What comes
     * from outside does not belong into the line.
     *
     * @param line the line
     */
    public static Command shell(String line) {
        return new Command(WINDOWS ? List.of("cmd.exe", "/c", line) : List.of("/bin/sh", "-c", line));
    }

    // its pipes

    /**
     * {@return the stream to its input} Closing it ends the input.
     *
     * @throws IllegalStateException if its input is no pipe
     */
    public StreamWriter stdin() {
        return piped(stdin, "stdin");
    }

    /**
     * {@return the stream of its output}
     *
     * @throws IllegalStateException if its output is no pipe
     */
    public StreamReader stdout() {
        return piped(stdout, "stdout");
    }

    /**
     * {@return the stream of its error output}
     *
     * @throws IllegalStateException if its error output is no pipe
     */
    public StreamReader stderr() {
        return piped(stderr, "stderr");
    }

    private static <T> T piped(@Nullable T stream, String name) {
        if (stream == null) throw new IllegalStateException(name + " was redirected, it is no pipe");
        return stream;
    }

    /**
     * Suspends until no process can read its input any more, because all that had it have closed it or ended, or it was
     * closed here. Nothing has to be written for that; writing would fail.
     *
     * @throws IllegalStateException if its input is no pipe
     * @throws IOException if the system cannot watch the pipe
     * @throws Cancelled if the scope is cancelled
     */
    public void awaitInputBroken() throws IOException {
        Objects.requireNonNull(stdin());
        Promise<@Nullable Void> broken = inputBroken;
        if (broken == null) {
            Promise<@Nullable Void> fresh = loop.promise();
            inputBroken = broken = fresh;
            child.whenInputBroken(() -> fresh.complete(null));
        }
        broken.await();
    }

    /**
     * Takes it to its end without input, as {@link #communicate(byte[])}.
     *
     * @return what it wrote and how it ended
     * @throws IOException if a pipe fails
     * @throws Cancelled if the scope is cancelled
     */
    public Output communicate() throws IOException {
        return communicate(new byte[0]);
    }

    /**
     * Takes it to its end: writes its input and ends that, reads its output and error output until they end, all at
     * once, and awaits its exit. Output ends when all that have the pipe have ended: also processes that it has
     * started.
     *
     * @param input what it gets to read; that it does not want all of it is no failure
     * @return what it wrote and how it ended
     * @throws LimitExceededException if it writes more than the {@linkplain Command#outputLimit limit}; it goes on
     * @throws IOException if a pipe fails; it goes on
     * @throws Cancelled if the scope is cancelled; it goes on, and what was read is lost
     */
    public Output communicate(byte[] input) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        try {
            TaskGroup.run(group -> {
                if (stdin != null) group.spawn("stdin of " + program, () -> feed(stdin, input));
                if (stderr != null) group.spawn("stderr of " + program, () -> drain(stderr, error));
                if (stdout != null) drain(stdout, output);
            });
        } catch (TaskGroupException e) {
            if (e.getCause() instanceof IOException failure) throw failure;
            throw e;
        }
        return new Output(description, output.toByteArray(), error.toByteArray(), awaitExit());
    }

    private static void feed(StreamWriter to, byte[] input) {
        try {
            to.write(input);
            to.close();
        } catch (IOException _) {
            // it does not want more, which is its own affair
        }
    }

    private void drain(StreamReader from, ByteArrayOutputStream into) throws IOException {
        while (true) {
            byte[] piece = from.read(PIECE);
            if (piece.length == 0) return;
            if (piece.length > outputLimit - into.size())
                throw new LimitExceededException("more output than " + outputLimit + " bytes from \"" + program + "\"");
            into.writeBytes(piece);
        }
    }

    // its end

    /** {@return its number} After its end the system may give it to another process. */
    public long pid() {
        return child.pid();
    }

    /** {@return whether it has not ended, as far as is known} */
    public boolean isAlive() {
        return !child.exit().isDone();
    }

    /** {@return how it ended; null as long as it runs} Does not suspend. */
    public @Nullable ExitStatus status() {
        return child.exit().isDone() ? child.exit().resultNow() : null;
    }

    /**
     * Suspends until it has ended, whatever is in its pipes or has them, too. Any number of coroutines may
     * wait.
     *
     * @return how it ended
     * @throws Cancelled if the scope is cancelled; the process goes on
     */
    public ExitStatus awaitExit() {
        return child.exit().await();
    }

    /**
     * Sends it a signal, if it has not ended. The signal never reaches another process that has got its number. From
     * any thread.
     *
     * @param signal the signal
     * @return false if it has ended
     * @throws UnsupportedOperationException if it was started by the JDK, which cannot send this one
     * @throws UncheckedIOException if the system does not allow it: the process runs as another user
     */
    public boolean signal(Signal signal) {
        return signal(signal.number());
    }

    /**
     * Sends it a signal by its number, as {@link #signal(Signal)}.
     *
     * @param number the number, 1 to 64
     * @return false if it has ended
     */
    public boolean signal(int number) {
        if (number < 1 || number > MOST_SIGNALS) throw new IllegalArgumentException("not a signal: " + number);
        return child.signal(number);
    }

    /**
     * Asks it to end: SIGTERM, as {@link #signal(Signal)}.
     *
     * @return false if it has ended
     */
    public boolean terminate() {
        return signal(Signal.TERM);
    }

    /**
     * Ends it: SIGKILL, as {@link #signal(Signal)}.
     *
     * @return false if it has ended
     */
    public boolean kill() {
        return signal(Signal.KILL);
    }

    /**
     * Closes its pipes, and ends it if it has not ended: SIGTERM, then SIGKILL if it is still there after the
     * {@linkplain Command#grace grace}. When this returns, it has ended. Suspends in a coroutine, only if it has not
     * ended; a cancellation waits for that. Closing twice is fine.
     *
     * <p>So a scope that is cancelled while the block of a try-with-resources is in it ends the process in an orderly
     * way.
     */
    @Override
    public void close() {
        if (closed) return;
        if (isAlive()) Objects.requireNonNull(Async.currentTask()); // before anything has happened
        release();
        if (isAlive()) Async.shielded(this::end);
        Children.OF.get(loop).remove(child);
    }

    private void end() {
        if (grace.isPositive() && terminate()) CancelScope.ofTimeout(grace).run(this::awaitExit);
        if (isAlive()) kill();
        awaitExit();
    }

    /**
     * Closes its pipes and kills it at once, if it has not ended. Does not wait; doing it again is fine. On the loop.
     */
    public void abort() {
        release();
        Children.OF.get(loop).abandon(child);
    }

    private void release() {
        if (closed) return;
        closed = true;
        guard.run();
        if (stdin != null) stdin.abort();
        if (stdout != null) stdout.close();
        if (stderr != null) stderr.close();
    }

    @Override
    public String toString() {
        ExitStatus status = status();
        return "Subprocess[" + program + ", " + pid() + ", " + (status == null ? "running" : status) + "]";
    }
}
