package dev.pirn.process;

import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Signal;
import dev.pirn.WaitReason;
import dev.pirn.spi.IoSink;
import dev.pirn.spi.IoSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A child that was started by {@link Spawn} and is known by a descriptor of its own (a pidfd), which cannot come to
 * mean another process.
 *
 * <p>The poller's thread reaps it, whether or not its loop still turns. The lock is held for single calls that do not
 * block: it keeps a signal from meeting a descriptor that was closed meanwhile.
 */
final class NativeChild implements Child {

    /** The system property that chooses how processes are started: {@code jdk}, or {@code own} where that works. */
    static final String PROPERTY = "pirn.process";

    private static final int CLOSED = -1;
    private static final Redirect NOWHERE = Redirect.file(Path.of("/dev/null"));

    private final int pid;
    private final Promise<ExitStatus> exit;
    private final Poller.Watch watch;
    private final Libc libc = new Libc(); // guarded by this
    private int pidfd; // guarded by this
    private @Nullable PipeSink stdin;
    private @Nullable PipeSource stdout;
    private @Nullable PipeSource stderr;

    private NativeChild(Loop loop, Poller poller, int pid, int pidfd) {
        this.pid = pid;
        this.pidfd = pidfd;
        this.exit = loop.<ExitStatus>promise().describedBy(() -> WaitReason.of("process", "the end of process " + pid));
        this.watch = poller.watch(pidfd, _ -> reap());
    }

    // whether it works here

    static boolean isWanted() {
        return !"jdk".equals(System.getProperty(PROPERTY)) && Support.IS_THERE;
    }

    private static final class Support {

        static final boolean IS_THERE = isThere();

        private static boolean isThere() {
            String arch = System.getProperty("os.arch");
            if (!System.getProperty("os.name").equals("Linux")) return false;
            if (!arch.equals("amd64") && !arch.equals("aarch64")) return false;
            try {
                new Spawn().close();
                return canWaitByDescriptor();
            } catch (IOException | LinkageError | IllegalCallerException | UnsupportedOperationException e) {
                System.getLogger("dev.pirn").log(Level.DEBUG, "processes are started by the JDK", e);
                return false;
            }
        }

        /** Linux 5.4, and not forbidden by a sandbox. */
        private static boolean canWaitByDescriptor() {
            Libc libc = new Libc();
            int self = libc.pidfdOpen((int) ProcessHandle.current().pid());
            if (self < 0) return false;
            libc.close(self);
            return true;
        }
    }

    // starting

    static NativeChild start(Command command, Loop loop) throws IOException {
        Poller poller = Poller.running();
        Libc libc = Libc.OF.get(loop);
        try (Ends ends = new Ends(libc);
                Spawn spawn = new Spawn()) {
            int in = ends.forInput(spawn, command.stdin);
            int out = ends.forOutput(spawn, command.stdout, 1);
            int err = ends.forOutput(spawn, command.stderr, 2);
            int pid = spawn.start(command);
            NativeChild child = new NativeChild(loop, poller, pid, openPidfd(libc, pid));
            child.watchExit();
            if (in != CLOSED) child.stdin = new PipeSink(loop, poller, ends.keep(in));
            if (out != CLOSED) child.stdout = new PipeSource(loop, poller, ends.keep(out));
            if (err != CLOSED) child.stderr = new PipeSource(loop, poller, ends.keep(err));
            return child;
        }
    }

    private static int openPidfd(Libc libc, int pid) throws IOException {
        int pidfd = libc.pidfdOpen(pid);
        if (pidfd >= 0) return pidfd;
        libc.killAndReap(pid, Signal.KILL.number());
        throw new IOException("process " + pid + " cannot be waited for: " + Libc.describe(-pidfd));
    }

    private synchronized void watchExit() throws IOException {
        try {
            watch.arm(libc, Libc.EPOLLIN);
        } catch (IOException e) {
            libc.close(pidfd);
            libc.killAndReap(pid, Signal.KILL.number());
            throw e;
        }
    }

    /** In the poller's thread: the descriptor can be read, so it has ended. */
    private void reap() {
        ExitStatus status;
        synchronized (this) {
            if (pidfd == CLOSED) return;
            status = libc.reap(pidfd);
            if (status == null) return;
            int ended = pidfd;
            pidfd = CLOSED;
            watch.close(libc);
            libc.close(ended);
        }
        // Not again from the beginning if memory is short: it has been reaped.
        Poller.patiently(() -> exit.complete(status));
    }

    /** What is open while a child is being started, closed at the end but for what is kept. */
    private static final class Ends implements AutoCloseable {

        private final Libc libc;
        private final List<Integer> open = new ArrayList<>();

        Ends(Libc libc) {
            this.libc = libc;
        }

        /** {@return our end of a pipe, or {@link #CLOSED}} */
        int forInput(Spawn spawn, Redirect from) throws IOException {
            return switch (from.kind()) {
                case PIPE -> {
                    Libc.Pipe pipe = pipe();
                    spawn.use(pipe.readEnd(), 0);
                    yield pipe.writeEnd();
                }
                case FILE -> file(spawn, from, Libc.READ, 0);
                case DISCARD -> file(spawn, NOWHERE, Libc.READ, 0);
                default -> CLOSED; // INHERIT
            };
        }

        int forOutput(Spawn spawn, Redirect to, int childs) throws IOException {
            return switch (to.kind()) {
                case PIPE -> {
                    Libc.Pipe pipe = pipe();
                    spawn.use(pipe.writeEnd(), childs);
                    yield pipe.readEnd();
                }
                case FILE -> file(spawn, to, Libc.REPLACE, childs);
                case APPEND -> file(spawn, to, Libc.APPEND, childs);
                case DISCARD -> file(spawn, NOWHERE, Libc.APPEND, childs);
                case STDOUT -> {
                    spawn.use(1, childs);
                    yield CLOSED;
                }
                case INHERIT -> CLOSED;
            };
        }

        private Libc.Pipe pipe() throws IOException {
            Libc.Pipe pipe = libc.pipe();
            open.add(pipe.readEnd());
            open.add(pipe.writeEnd());
            return pipe;
        }

        private int file(Spawn spawn, Redirect redirect, int flags, int childs) throws IOException {
            int descriptor = libc.open(spawn.path(redirect.path()), flags);
            if (descriptor < 0)
                throw new IOException("cannot open " + redirect.path() + ": " + Libc.describe(-descriptor));
            open.add(descriptor);
            spawn.use(descriptor, childs);
            return CLOSED;
        }

        int keep(int descriptor) {
            open.remove(Integer.valueOf(descriptor));
            return descriptor;
        }

        @Override
        public void close() {
            open.forEach(libc::close);
        }
    }

    // what it is

    @Override
    public long pid() {
        return pid;
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
    public synchronized boolean signal(int number) {
        if (pidfd == CLOSED) return false;
        int failed = libc.pidfdSendSignal(pidfd, number); // if it has ended and was not reaped yet, without effect
        if (failed == 0) return true;
        if (failed == -Libc.ESRCH) return false;
        throw new UncheckedIOException(
                new IOException("process " + pid + " gets no signal from us: " + Libc.describe(-failed)));
    }

    @Override
    public void whenInputBroken(Runnable callback) throws IOException {
        if (stdin == null) callback.run();
        else stdin.whenBroken(callback);
    }
}
