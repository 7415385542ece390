package dev.pirn;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Coroutines that are virtual threads whose scheduler is the loop.
 *
 * <p>The JDK hands a virtual thread's continuation, always the same {@link Runnable}, to the thread's scheduler whenever it
 * can run; the thread that runs it is the carrier. The scheduler of each coroutine is an object of its own, so that (1) the loop
 * learns which task can run without a look-up, (2) a virtual thread that a library makes inside a coroutine, which inherits
 * the scheduler, is recognised by its other continuation and sent to the JDK's own scheduler.
 *
 * <p>A coroutine suspends with {@link Thread#yield}, whose resubmission is swallowed, not with {@code LockSupport.park}: a
 * yielded continuation can be run on without the unpark protocol, which saves a sixth of a switch, and neither stale
 * permits nor interrupts end the wait. The price is that thread dumps call a waiting coroutine runnable.
 *
 * <p>Needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}. Everything that depends on the JDK's internals is tried once when the class is initialised.
 */
final class LoopEngine extends CoroutineEngine {

    static final String FLAG = "--add-opens java.base/java.lang=" + module();

    /** Flag of {@code ThreadBuilders.newVirtualThread}: do not inherit inheritable thread-locals. */
    private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2;

    private static final Internals INTERNALS = Internals.open();

    // Static and final, so that the JIT compiles them to the bare instructions.
    private static final MethodHandle CURRENT_CARRIER = INTERNALS.currentCarrier;
    private static final MethodHandle SCHEDULER_OF = INTERNALS.schedulerOf;

    private final RunLoop loop;
    private final ExecutorService container = Executors.newThreadPerTaskExecutor(this::newThread);
    private @Nullable LoopTask<?> starting;

    LoopEngine(RunLoop loop) {
        this.loop = loop;
    }

    private static String module() {
        String name = LoopEngine.class.getModule().getName();
        return name == null ? "ALL-UNNAMED" : name;
    }

    static boolean isAvailable() {
        return INTERNALS.failure == null;
    }

    static String unavailability() {
        return String.valueOf(INTERNALS.failure);
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
            @Nullable String taskName, Object body, @Nullable TaskGroup group, Context context) {
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
        Thread thread = INTERNALS.newThread(task, task.givenName(), run);
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

        /** Counts how often it was mounted, and overflows: by this a suspension that happened differs from one that could not. */
        private byte mounts;

        /** On the carrier: the next submission is the answer to our own yield or start. */
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

        LoopTask(RunLoop loop, @Nullable String name, Object body, @Nullable TaskGroup group, Context context) {
            super(loop, name, body, group, context);
        }

        @Override
        void proceed() {
            do {
                switched = false;
                mounts++;
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
            continuation.run();
        }

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // not a hint to anybody: the yield is the suspension
        void leaveLoop() {
            int mount = mounts;
            swallow = true;
            try {
                Thread.yield();
            } finally {
                if (mounts == mount) swallow = false; // it never left: nothing was submitted
            }
            if (mounts == mount) throw new IllegalStateException(name() + " cannot wait here: " + whyNot());
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
         * The JDK's scheduler call: the thread can run. Any thread; never throws, locks or blocks, because a thread whose
         * submission fails is lost.
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
        private volatile LoopTask<?> host;
        private @Nullable LoopSide below;
        private @Nullable Runnable continuation;

        LoopSide(LoopTask<?> host, Runnable body) {
            this.host = host;
            this.body = body;
        }

        private Thread newThread(Runnable run) {
            Thread mine = INTERNALS.newThread(this, host.givenName(), run);
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

    /** What is needed of {@code java.lang}, or why it cannot be had. */
    private static final class Internals {

        private static final MethodType CURRENT_CARRIER_TYPE = MethodType.methodType(Thread.class);
        private static final MethodType SCHEDULER_OF_TYPE = MethodType.methodType(Executor.class, Thread.class);

        private @Nullable MethodHandle newVirtualThread;
        private @Nullable MethodHandle defaultScheduler;
        private MethodHandle currentCarrier = MethodHandles.empty(CURRENT_CARRIER_TYPE);
        private MethodHandle schedulerOf = MethodHandles.empty(SCHEDULER_OF_TYPE);
        private @Nullable String failure;

        static Internals open() {
            Internals internals = new Internals();
            try {
                internals.lookUp();
                internals.selfTest();
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                internals.failure = String.valueOf(e.getMessage());
                internals.schedulerOf = MethodHandles.empty(SCHEDULER_OF_TYPE);
            }
            return internals;
        }

        private void lookUp() throws ReflectiveOperationException {
            var lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            Class<?> virtual = Class.forName("java.lang.VirtualThread");
            newVirtualThread = lookup.in(builders)
                    .findStatic(
                            builders,
                            "newVirtualThread",
                            MethodType.methodType(
                                    Thread.class, Executor.class, String.class, int.class, Runnable.class));
            defaultScheduler =
                    lookup.in(virtual).findStatic(virtual, "defaultScheduler", MethodType.methodType(Executor.class));
            currentCarrier = lookup.findStatic(Thread.class, "currentCarrierThread", CURRENT_CARRIER_TYPE);
            schedulerOf = MethodHandles.privateLookupIn(virtual, MethodHandles.lookup())
                    .findGetter(virtual, "scheduler", Executor.class)
                    .asType(SCHEDULER_OF_TYPE);
            // The JVM's socket pollers must not become coroutines of the first loop that happens to use a socket.
            Class.forName("sun.nio.ch.Poller", true, null);
        }

        Thread newThread(Executor scheduler, @Nullable String name, Runnable run) {
            try {
                assert newVirtualThread != null;
                return (Thread) newVirtualThread.invokeExact(scheduler, name, NO_INHERIT_THREAD_LOCALS, run);
            } catch (Throwable e) {
                throw new LoopBugException("no virtual thread", e);
            }
        }

        Executor defaultScheduler() {
            try {
                assert defaultScheduler != null;
                return (Executor) defaultScheduler.invokeExact();
            } catch (Throwable e) {
                throw new LoopBugException("no default scheduler", e);
            }
        }

        /** Runs a virtual thread by hand, through a yield, and sees whether the JDK does what this class relies on. */
        @SuppressWarnings("ThreadPriorityCheck")
        private void selfTest() {
            var submitted = new java.util.ArrayList<Runnable>();
            var steps = new StringBuilder();
            Thread probe = newThread(submitted::add, "pirn-self-test", () -> {
                steps.append('a');
                Thread.yield();
                steps.append('b');
            });
            Thread carrier = Thread.ofPlatform().name("pirn-self-test-carrier").unstarted(() -> {
                probe.start();
                submitted.get(0).run();
                steps.append('-');
                submitted.get(1).run();
            });
            carrier.start();
            boolean joined = joinUninterruptibly(carrier);
            boolean asExpected = joined
                    && steps.toString().equals("a-b")
                    && submitted.size() == 2
                    && submitted.get(0) == submitted.get(1)
                    && !probe.isAlive();
            if (!asExpected) throw new IllegalStateException("this JDK schedules virtual threads in another way");
        }

        private static boolean joinUninterruptibly(Thread thread) {
            try {
                return thread.join(java.time.Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
