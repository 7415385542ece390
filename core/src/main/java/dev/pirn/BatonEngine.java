package dev.pirn;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Coroutines that are ordinary virtual threads, of which only the holder of the loop's baton runs. Needs no flag. The
 * behaviour is that of {@link LoopEngine}, but a switch is a hand-over between threads, and a coroutine that blocks in
 * foreign code keeps the baton, so the whole loop waits for it.
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
    Coroutine coroutine(TaskCore<?> task) {
        return new BatonCoroutine(this, task);
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
        runOn(Thread.ofVirtual().name("pirn-loop"), body, loop);
    }

    @Override
    ExecutorService container() {
        return container;
    }

    private static final class BatonCoroutine extends Coroutine {

        private final BatonEngine engine;
        private @Nullable Thread thread;
        private @Nullable Thread loopThread;
        private volatile boolean running;

        BatonCoroutine(BatonEngine engine, TaskCore<?> task) {
            super(task);
            this.engine = engine;
        }

        @Override
        void proceed() {
            loopThread = Thread.currentThread();
            running = true;
            if (thread == null) engine.container.execute(this::run);
            else LockSupport.unpark(thread);
            boolean interrupted = false;
            while (running) {
                LockSupport.park(this);
                if (Thread.interrupted()) interrupted = true;
            }
            if (interrupted) Thread.currentThread().interrupt();
        }

        private void run() {
            thread = Thread.currentThread();
            String name = task.givenName();
            if (name != null) thread.setName(name);
            CURRENT.set(task);
            try {
                task.run();
            } finally {
                CURRENT.remove();
                handOver();
            }
        }

        @Override
        void suspend() {
            handOver();
            boolean interrupted = false;
            while (!running) {
                LockSupport.park(this);
                if (Thread.interrupted()) interrupted = true; // else the next park would return at once, for ever
            }
            if (interrupted) Thread.currentThread().interrupt();
        }

        private void handOver() {
            Thread to = loopThread;
            running = false;
            LockSupport.unpark(to);
        }

        @Override
        long number() {
            return thread == null ? 0 : thread.threadId();
        }

        @Override
        void interrupt() {
            if (thread != null) thread.interrupt();
        }

        @Override
        StackTraceElement[] stack() {
            return thread == null ? new StackTraceElement[0] : visibleStack(thread);
        }
    }
}
