package dev.pirn.process;

import dev.pirn.Async;
import dev.pirn.Cancelled;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Signal;
import dev.pirn.WaitReason;
import dev.pirn.spi.IoSink;
import dev.pirn.spi.IoSource;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A child that the JDK started, where the own way does not work: its pipes are read and written by helper threads, and
 * a thread of the JDK waits for its end. It knows no signals but SIGTERM and SIGKILL.
 */
final class JdkChild implements Child {

    /** The JDK has none for input; its own for output names the null file of the system. */
    private static final ProcessBuilder.Redirect EMPTY =
            ProcessBuilder.Redirect.from(ProcessBuilder.Redirect.DISCARD.file());

    private final Process process;
    private final Promise<ExitStatus> exit;
    private final @Nullable ThreadedSink stdin;
    private final @Nullable ThreadedSource stdout;
    private final @Nullable ThreadedSource stderr;
    private volatile int lastSignal;

    private JdkChild(Process process, Command command, Loop loop) {
        this.process = process;
        this.exit = loop.<ExitStatus>promise().describedBy(() -> WaitReason.of("process", "the end of " + process));
        this.stdin = isPipe(command.stdin) ? new ThreadedSink(loop, process.getOutputStream()) : null;
        this.stdout = isPipe(command.stdout) ? new ThreadedSource(loop, process.getInputStream()) : null;
        this.stderr = isPipe(command.stderr) ? new ThreadedSource(loop, process.getErrorStream()) : null;
        process.onExit().thenAccept(ended -> exit.complete(status(ended.exitValue())));
    }

    private static boolean isPipe(Redirect redirect) {
        return redirect.kind() == Redirect.Kind.PIPE;
    }

    /** The JDK reports a signal as 128 and its number, as shells do; it was one if we have sent it. */
    private ExitStatus status(int code) {
        boolean ours = lastSignal != 0 && code == 128 + lastSignal;
        return ours ? ExitStatus.signalled(lastSignal) : ExitStatus.exited(code);
    }

    // starting

    static JdkChild start(Command command, Loop loop) throws IOException {
        ProcessBuilder builder = builder(command);
        Process process = Async.shielded(() -> started(builder, command));
        try {
            Async.checkCancelled();
        } catch (Cancelled c) {
            process.destroyForcibly(); // closes its pipes, and the JDK reaps it
            throw c;
        }
        return new JdkChild(process, command, loop);
    }

    private static Process started(ProcessBuilder builder, Command command) throws IOException {
        try {
            return Async.toThread(builder::start);
        } catch (CompletionException e) {
            throw new IOException("cannot start \"" + command.program() + "\": " + reason(e), e.getCause());
        }
    }

    private static String reason(CompletionException failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure.toString() : String.valueOf(cause.getMessage());
    }

    private static ProcessBuilder builder(Command command) {
        ProcessBuilder builder = new ProcessBuilder(command.words);
        if (command.directory != null) builder.directory(command.directory.toFile());
        if (!command.inheritsEnvironment()) {
            Map<String, String> environment = builder.environment();
            environment.clear();
            environment.putAll(command.environment());
        }
        boolean merged = command.stderr.kind() == Redirect.Kind.STDOUT;
        return builder.redirectInput(jdks(command.stdin, true))
                .redirectOutput(jdks(command.stdout, false))
                .redirectErrorStream(merged)
                .redirectError(merged ? ProcessBuilder.Redirect.PIPE : jdks(command.stderr, false));
    }

    private static ProcessBuilder.Redirect jdks(Redirect redirect, boolean input) {
        return switch (redirect.kind()) {
            case PIPE, STDOUT -> ProcessBuilder.Redirect.PIPE;
            case INHERIT -> ProcessBuilder.Redirect.INHERIT;
            case FILE ->
                input
                        ? ProcessBuilder.Redirect.from(redirect.path().toFile())
                        : ProcessBuilder.Redirect.to(redirect.path().toFile());
            case APPEND -> ProcessBuilder.Redirect.appendTo(redirect.path().toFile());
            case DISCARD -> input ? EMPTY : ProcessBuilder.Redirect.DISCARD;
        };
    }

    // what it is

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Promise<ExitStatus> exit() {
        return exit;
    }

    @Override
    public @Nullable IoSink stdin() {
        return stdin;
    }

    @Override
    public @Nullable IoSource stdout() {
        return stdout;
    }

    @Override
    public @Nullable IoSource stderr() {
        return stderr;
    }

    @Override
    public boolean signal(int number) {
        if (number != Signal.TERM.number() && number != Signal.KILL.number())
            throw new UnsupportedOperationException(
                    "without native access no signal but SIGTERM and SIGKILL can be sent: " + Signal.describe(number));
        if (!process.isAlive()) return false;
        lastSignal = number;
        // Of the handle, because the process's own methods close its pipes and lose what is in them.
        return number == Signal.KILL.number()
                ? process.toHandle().destroyForcibly()
                : process.toHandle().destroy();
    }

    /** These pipes do not notify; the end of the process does. */
    @Override
    public void whenInputBroken(Runnable callback) {
        exit.onDone(_ -> callback.run());
    }
}
