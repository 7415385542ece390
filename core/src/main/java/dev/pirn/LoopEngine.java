package dev.pirn;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Run: coroutines that are virtual threads whose scheduler is the loop.
 *
 * <p>The JDK hands a virtual thread's continuation, always the same {@link Runnable}, to the thread's scheduler
 * whenever it can run; the thread that runs it is the carrier. The scheduler of each coroutine is its task. So the
 * loop learns without a look-up which task can run. And a virtual thread that a library makes inside a coroutine,
 * which inherits the scheduler, is recognised by its other continuation and sent to the JDK's own scheduler. That
 * holds for the JDK's socket pollers too, if a coroutine is the first user of a blocking socket.
 *
 * <p>A coroutine suspends with {@link Thread#yield}, whose resubmission is swallowed, not with {@code
 * LockSupport.park}: a yielded continuation can be run on without the unpark protocol, which saves a sixth of a
 * switch, and neither stale permits nor interrupts end the wait. The price: thread dumps call a waiting coroutine
 * runnable.
 *
 * <p>Implementation notes. {@link LoopTask#proceed} mounts a task's stack on the loop's thread and returns when that is
 * suspended, has ended or blocks in foreign code. {@code swallow} tells these apart: it is set before a yield or start
 * of our own, and cleared by the submission that answers it, so a submission that finds it cleared comes from foreign
 * code. A submission of another thread goes through the inbox. A side stack is another virtual thread of the same task:
 * to descend or ascend is to leave the one stack and let {@code proceed} mount the other, without a turn in between.
 *
 * <p>Needs {@link LoopInternals#FLAG}. What depends on the JDK's internals is in {@link LoopInternals}.
 */
final class LoopEngine extends CoroutineEngine {

    private static final LoopInternals INTERNALS = LoopInternals.open();

    // Static and final, so that the JIT compiles them to the bare instructions.
    private static final MethodHandle CURRENT_CARRIER = INTERNALS.currentCarrier;
    private static final MethodHandle SCHEDULER_OF = INTERNALS.schedulerOf;

    private final RunLoop loop;
    private final ExecutorService container = Executors.newThreadPerTaskExecutor(this::newThread);
    private @Nullable LoopTask<?> starting;

    LoopEngine(RunLoop loop) {
        this.loop = loop;
    }

    static boolean isAvailable() {
        return INTERNALS.isAvailable();
    }

    /** {@return why it is not available, in words that follow "because"} */
    static String unavailability() {
        return INTERNALS.unavailability();
    }

    static @Nullable TaskCore<?> taskOf(Thread virtual) {
        // A child made by a library has the same scheduler, but is not the coroutine's thread.
        Executor scheduler = schedulerOf(virtual);
        if (scheduler instanceof LoopTask<?> task) return task.thread == virtual ? task : null;
        return scheduler instanceof LoopSide side && side.thread == virtual ? side.host : null;
    }

    private static @Nullable Executor schedulerOf(Thread virtual) {
        try {
            return (@Nullable Executor) SCHEDULER_OF.invokeExact(virtual);
        } catch (Throwable e) {
            throw new LoopBugException("no scheduler of " + virtual, e);
        }
    }

    static Thread currentCarrier() {
        try {
            return (Thread) CURRENT_CARRIER.invokeExact();
        } catch (Throwable e) {
            throw new LoopBugException("no carrier", e);
        }
    }

    @Override
    String name() {
        return "loop";
    }

    @Override
    <T extends @Nullable Object> TaskCore<T> task(
            @Nullable String taskName, Block<?> body, @Nullable TaskGroup group, Context context) {
        return new LoopTask<>(loop, taskName, body, group, context);
    }

    @Override
    boolean onLoop() {
        return currentCarrier() == loop.thread; // not the current thread: that may be a coroutine
    }

    /** On a platform thread, since no other can carry virtual threads. */
    @Override
    void drive(Runnable body) {
        if (Thread.currentThread().isVirtual()) runOn(Thread.ofPlatform().name("pirn-loop-" + loop.id), body, loop);
        else body.run();
    }

    @Override
    void checkCanCarry() {
        if (Thread.currentThread().isVirtual())
            throw new IllegalStateException(
                    "turn this loop on a platform thread: a virtual thread cannot carry its coroutines");
    }

    @Override
    ExecutorService container() {
        return container;
    }

    /** Starts the thread of a task in this loop's container; its continuation comes to {@link LoopTask#execute}. */
    private void start(LoopTask<?> task) {
        starting = task;
        container.execute(task);
        starting = null;
    }

    private Thread newThread(Runnable run) {
        LoopTask<?> task = starting;
        assert task != null;
        Thread thread = INTERNALS.newThread(task, task.givenName(), run, task.takeLoader());
        task.thread = thread;
        return thread;
    }

    /** A task, and the scheduler of its thread. */
    static final class LoopTask<T extends @Nullable Object> extends TaskCore<T> implements Executor {

        private @Nullable Thread thread;
        private @Nullable Runnable continuation;

        /** The side stack that runs in place of the coroutine's own. */
        private @Nullable LoopSide top;

        /** On the carrier: the stack that was suspended just now made room for another one of this coroutine. */
        private boolean switched;

        /** On the carrier: the next submission answers our own yield or start. Still true after a yield that failed. */
        private boolean swallow;

        private volatile boolean inInbox;

        private static final VarHandle IN_INBOX;

        static {
            try {
                IN_INBOX = MethodHandles.lookup().findVarHandle(LoopTask.class, "inInbox", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        LoopTask(RunLoop loop, @Nullable String name, Block<?> body, @Nullable TaskGroup group, Context context) {
            super(loop, name, body, group, context);
        }

        @Override
        void proceed() {
            do {
                switched = false;
                LoopSide side = top;
                if (side == null) mount();
                else side.mount();
            } while (switched);
        }

        private void mount() {
            if (continuation == null) {
                swallow = true;
                ((LoopEngine) loop.engine).start(this);
            }
            assert continuation != null;
            noteInterrupt();
            continuation.run();
        }

        /** On the carrier: mounting clears it. */
        private void noteInterrupt() {
            if (Thread.currentThread().isInterrupted()) loop.running.noteInterrupt();
        }

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // not a hint to anybody: the yield is the suspension
        void leaveLoop() {
            checkDepth();
            boolean stayed = true;
            swallow = true;
            try {
                Thread.yield();
            } finally {
                stayed = swallow; // nothing was submitted
                swallow = false;
            }
            if (stayed) throw new IllegalStateException(name() + " cannot wait here: " + whyNot());
        }

        @Override
        Side newSide(Runnable sideBody) {
            return new LoopSide(this, sideBody);
        }

        @Override
        void descend(Side side) {
            LoopSide next = (LoopSide) side;
            next.host = this;
            next.below = top;
            switchTo(next);
        }

        private void switchTo(@Nullable LoopSide next) {
            LoopSide before = top;
            top = next;
            switched = true;
            try {
                leaveLoop();
            } catch (Throwable pinned) {
                top = before;
                switched = false;
                throw pinned;
            }
        }

        /** The side stack has ended, and with it its thread. */
        private void leave(LoopSide ended) {
            top = ended.below;
            switched = true;
            if (!loop.onLoop()) proceedElsewhere();
        }

        private String whyNot() {
            return loop.isClosed() ? "its loop is closed" : "a native frame or a class initialiser is on its stack";
        }

        /**
         * The JDK's scheduler call: the thread can run. Any thread; never throws, locks or blocks, because a thread
         * whose submission fails is lost.
         */
        @Override
        public void execute(Runnable runnable) {
            if (continuation == null) continuation = runnable;
            if (runnable != continuation) INTERNALS.defaultScheduler().execute(runnable);
            else submitted();
        }

        private void submitted() {
            if (loop.onLoop()) executeOnLoop();
            else executeFromOutside();
        }

        private void executeOnLoop() {
            if (swallow) swallow = false;
            else loop.ready(this);
        }

        private void executeFromOutside() {
            // The JDK submits a thread once, but a profiler that looks at its stack does so as well, at the same time.
            if ((boolean) IN_INBOX.getAndSet(this, true)) return;
            if (!loop.trySubmit(this)) proceedElsewhere();
        }

        @Override
        void taken() {
            inInbox = false;
            super.taken();
        }

        @Override
        void proceedElsewhere() {
            inInbox = false; // it is submitted again each time it blocks there
            LoopSide side = top;
            Runnable running = side == null ? continuation : side.continuation;
            if (running != null) INTERNALS.defaultScheduler().execute(running);
        }

        @Override
        public @Nullable Thread thread() {
            LoopSide side = top;
            return side == null ? thread : side.thread;
        }

        @Override
        public @Nullable Thread ownThread() {
            return thread;
        }
    }

    /** A side stack: one more virtual thread that the loop runs, for the task whose coroutine descended last. */
    private static final class LoopSide extends TaskCore.Side implements Executor, Runnable {

        private final Runnable body;
        private final ExecutorService container = Executors.newThreadPerTaskExecutor(this::newThread);
        private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
        private volatile LoopTask<?> host;
        private @Nullable LoopSide below;
        private @Nullable Runnable continuation;

        LoopSide(LoopTask<?> host, Runnable body) {
            this.host = host;
            this.body = body;
        }

        private Thread newThread(Runnable run) {
            Thread mine = INTERNALS.newThread(this, host.givenName(), run, loader);
            thread = mine;
            return mine;
        }

        /** On the carrier. */
        void mount() {
            if (continuation == null) {
                host.swallow = true;
                container.execute(this);
            }
            assert continuation != null;
            host.noteInterrupt();
            continuation.run();
        }

        @Override
        public void run() {
            try {
                body.run();
            } finally {
                host.leave(this);
            }
        }

        @Override
        void ascend() {
            host.switchTo(below);
        }

        /** As that of a coroutine. */
        @Override
        public void execute(Runnable runnable) {
            if (continuation == null) continuation = runnable;
            if (runnable != continuation) INTERNALS.defaultScheduler().execute(runnable);
            else host.submitted();
        }
    }
}
