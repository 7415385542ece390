package dev.pirn;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Run: coroutines that are ordinary virtual threads, of which only the holder of the loop's baton runs. Needs no
 * flag. The behaviour is that of {@link LoopEngine}, but a switch is a hand-over between threads, and a coroutine
 * that blocks in foreign code keeps the baton, so the whole loop waits for it.
 */
final class BatonEngine extends CoroutineEngine {

    private static final ThreadLocal<TaskCore<?>> CURRENT = new ThreadLocal<>();

    private final RunLoop loop;
    private final ExecutorService container = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().inheritInheritableThreadLocals(false).factory());

    BatonEngine(RunLoop loop) {
        this.loop = loop;
    }

    static @Nullable TaskCore<?> taskOf(Thread virtual) {
        assert virtual == Thread.currentThread();
        return CURRENT.get();
    }

    @Override
    String name() {
        return "baton";
    }

    @Override
    <T extends @Nullable Object> TaskCore<T> task(
            @Nullable String taskName, Block<?> body, @Nullable TaskGroup group, Context context) {
        return new BatonTask<>(loop, taskName, body, group, context);
    }

    @Override
    boolean onLoop() {
        if (Thread.currentThread() == loop.thread) return true;
        TaskCore<?> task = TaskCore.current();
        return task != null && task.loop == loop && loop.thread != null;
    }

    /** On a virtual thread: handing over between two of them is several times faster than to a platform thread. */
    @Override
    void drive(Runnable body) {
        String initialised = initialisedByCaller();
        if (initialised != null)
            throw new IllegalStateException("the static initialiser of " + initialised
                    + " cannot run a loop here: its coroutines are other threads, which wait until the class is"
                    + " initialised; run it later, or start the JVM with " + LoopInternals.FLAG);
        runOn(Thread.ofVirtual().name("pirn-loop-" + loop.id), body, loop);
    }

    @Override
    void checkCanWaitForThreads() {
        String initialised = TaskCore.current() == null ? null : initialisedByCaller();
        if (initialised != null)
            throw new IllegalStateException("cannot wait here: the static initialiser of " + initialised
                    + " is on the stack, and the function may wait until that has ended");
    }

    /**
     * {@return the name of the class whose initialiser is innermost on the caller's stack; null if there is none}
     * Until that has ended, other threads wait when they touch the class, even for a lambda that it contains.
     */
    private static @Nullable String initialisedByCaller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getMethodName().equals("<clinit>"))
                        .map(StackWalker.StackFrame::getClassName)
                        .findFirst()
                        .orElse(null));
    }

    @Override
    ExecutorService container() {
        return container;
    }

    /** A task, and its turn to run. */
    static final class BatonTask<T extends @Nullable Object> extends TaskCore<T> {

        /**
         * Of the stack that has the baton or gets it next: the coroutine's or a side stack's. Null before the start.
         */
        private @Nullable Thread thread;

        private @Nullable Thread own;
        private @Nullable Thread loopThread;
        private volatile boolean running;

        BatonTask(RunLoop loop, @Nullable String name, Block<?> body, @Nullable TaskGroup group, Context context) {
            super(loop, name, body, group, context);
        }

        @Override
        void proceed() {
            loopThread = Thread.currentThread();
            running = true;
            if (thread == null) loop.engine.container().execute(this::live);
            else LockSupport.unpark(thread);
            boolean interrupted = false;
            while (running) {
                LockSupport.park(this);
                if (Thread.interrupted()) interrupted = true;
            }
            if (interrupted) Thread.currentThread().interrupt();
        }

        private void live() {
            thread = own = Thread.currentThread();
            own.setName(name());
            own.setContextClassLoader(takeLoader());
            CURRENT.set(this);
            try {
                run();
            } finally {
                CURRENT.remove();
                handOver();
            }
        }

        @Override
        void leaveLoop() {
            checkDepth();
            handOver();
            boolean interrupted = false;
            while (!running) {
                LockSupport.park(this);
                if (Thread.interrupted()) interrupted = true; // else the next park would return at once, for ever
            }
            if (interrupted) Thread.currentThread().interrupt();
        }

        @Override
        Side newSide(Runnable sideBody) {
            return new BatonSide(this, sideBody);
        }

        @Override
        void descend(Side side) {
            Thread me = Thread.currentThread();
            ((BatonSide) side).proceed(this, me);
            thread = me;
        }

        private void handOver() {
            Thread to = loopThread;
            running = false;
            LockSupport.unpark(to);
        }

        @Override
        public @Nullable Thread thread() {
            return thread;
        }

        @Override
        public @Nullable Thread ownThread() {
            return own;
        }
    }

    /** A side stack: a virtual thread that runs while the one which descended to it waits for it, baton and all. */
    private static final class BatonSide extends TaskCore.Side {

        private final ExecutorService container = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().inheritInheritableThreadLocals(false).factory());
        private final Runnable body;
        private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
        private BatonTask<?> host;
        private @Nullable Thread below;

        /** True while it is its turn, false while it is that of the thread below. */
        private volatile boolean running;

        BatonSide(BatonTask<?> host, Runnable body) {
            this.host = host;
            this.body = body;
        }

        void proceed(BatonTask<?> newHost, Thread from) {
            host = newHost;
            below = from;
            running = true;
            if (thread == null) container.execute(this::run);
            else LockSupport.unpark(thread);
            waitUntil(false);
        }

        private void run() {
            Thread mine = Thread.currentThread();
            mine.setName(host.name());
            mine.setContextClassLoader(loader);
            thread = mine;
            begin();
            try {
                body.run();
            } finally {
                CURRENT.remove();
                end();
            }
        }

        private void begin() {
            host.thread = thread;
            CURRENT.set(host);
        }

        private void end() {
            Thread to = below;
            below = null;
            running = false;
            LockSupport.unpark(to);
        }

        @Override
        void ascend() {
            end();
            waitUntil(true);
            begin();
        }

        private void waitUntil(boolean turn) {
            boolean interrupted = false;
            while (running != turn) {
                LockSupport.park(this);
                if (Thread.interrupted()) interrupted = true;
            }
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
