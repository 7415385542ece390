package dev.pirn;

import dev.pirn.jfr.Events.TaskEnd;
import dev.pirn.jfr.Events.TaskStart;
import dev.pirn.jfr.Flight;
import dev.pirn.observe.TaskInfo;
import dev.pirn.text.Printable;
import dev.pirn.watch.CoarseClock;
import dev.pirn.watch.TaskView;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Run: a task: what it does, where it stands, how it is cancelled. How its coroutine is run and suspended is left to
 * the engine, whose subclasses are the tasks themselves, not objects beside them: a million tasks are a million times
 * that. All fields belong to the loop: they are touched on its thread or by the coroutine that it runs, except {@code
 * name}.
 *
 * <p>States and who moves them:
 *
 * <table>
 * <caption>Phases</caption>
 * <tr><th>from</th><th>to</th><th>by</th></tr>
 * <tr><td>SENT</td><td>READY</td><td>{@link #taken}, if another thread made it</td></tr>
 * <tr><td>READY</td><td>RUNNING</td><td>{@link #step}, when its entry's turn comes</td></tr>
 * <tr><td>RUNNING</td><td>WAITING</td><td>{@link #suspend}, the coroutine itself</td></tr>
 * <tr><td>RUNNING</td><td>READY</td><td>{@link #yieldNow}, the coroutine itself</td></tr>
 * <tr><td>RUNNING</td><td>FOREIGN</td><td>{@link #step}, when the coroutine blocked in code that is not ours</td></tr>
 * <tr><td>WAITING</td><td>READY</td><td>{@link #resume}, also while {@link #cancelWait} asks the wait to end</td></tr>
 * <tr><td>FOREIGN</td><td>RUNNING</td><td>{@link #step}, when the JDK submitted the coroutine</td></tr>
 * <tr><td>RUNNING</td><td>DONE</td><td>{@link #run}, at its end</td></tr>
 * </table>
 */
abstract sealed class TaskCore<T extends @Nullable Object> extends FutureCore<T> implements Task<T>, TaskView, Runnable
        permits LoopEngine.LoopTask, BatonEngine.BatonTask {

    /** So many operations in a row may finish without suspending before a coroutine lets the others run. */
    private static final int OPERATIONS_A_STEP = 128;

    /** A thrown cancellation counts as so many operations: code that swallows it and tries again goes on for ever. */
    private static final int OPERATIONS_A_THROW = 16;

    /** A coroutine is looked at once in so many suspensions of its loop. */
    private static final int SUSPENSIONS_A_LOOK = 1021;

    /** So many frames a coroutine's stack may have when it is looked at: more than fit onto the stack of a thread. */
    private static final int MOST_FRAMES = 32_768;

    /** Bytes, since an enum's constant takes four of them in each task. */
    private static final class Phase {

        static final byte READY = 0;
        static final byte RUNNING = 1;
        static final byte WAITING = 2;
        static final byte FOREIGN = 3;
        static final byte DONE = 4;

        /** On its way to its loop from another thread. */
        static final byte SENT = 5;

        private static final String[] WORDS = {"ready", "running", "waiting", "foreign", "done", "new"};

        private Phase() {}

        static String word(byte phase) {
            return WORDS[phase];
        }
    }

    /** A callable of T, or an action: not wrapped, because each object and each frame counts a million times. */
    private @Nullable Block<?> body;

    private volatile @Nullable String name;

    /** The context class loader of the thread that made it, for the coroutine's thread; null once that is made. */
    private @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

    /** The scope of the whole task; null as long as none is needed, which most tasks never do. */
    private @Nullable CancelScope root;

    /** The innermost scope in which the coroutine is; null if there is no root. */
    @Nullable
    CancelScope scope;

    Context context;

    /** The neighbours in the loop's list of tasks. */
    @Nullable
    TaskCore<?> previousTask;

    @Nullable
    TaskCore<?> nextTask;

    /** What is waited for: a {@link Parker.Abort} if the wait can be asked to give up; or {@link GaveUp}. */
    private WaitReason.@Nullable Described waitsFor;

    /** When it was made, and when it came into its phase, by the {@link CoarseClock}. */
    private final int madeAt = CoarseClock.millis();

    private int phaseSince = madeAt;

    /** Its number on its loop, from 1; 0 as long as the loop does not know it. Set by {@link LiveTasks}. */
    int number;

    private short operations;
    private byte phase = Phase.READY;
    private boolean delivered;

    TaskCore(RunLoop loop, @Nullable String name, Block<?> body, @Nullable TaskGroup group, Context context) {
        super(loop);
        this.name = name;
        this.body = body;
        this.context = context;
        if (group != null) root = scope = new CancelScope(this, group);
    }

    // what the engine does

    /** On the loop thread: runs the coroutine until it suspends, blocks in foreign code, or ends. */
    abstract void proceed();

    /** On the coroutine: returns control to the loop, until {@link #proceed}. Fails if a native frame is on it. */
    abstract void leaveLoop();

    /** The thread of the stack that the coroutine is on, its own or a side stack's; null before it starts. */
    @Override
    public abstract @Nullable Thread thread();

    /** The thread of the coroutine's own stack, whose number is the task's; null before it starts. */
    @Override
    public abstract @Nullable Thread ownThread();

    /** Makes another stack, for this coroutine or another one of its engine. */
    abstract Side newSide(Runnable sideBody);

    /** On the coroutine: runs a side stack in place of the one that calls, until that ascends or its body ends. */
    abstract void descend(Side side);

    /** A stack besides the coroutine's own, with a thread of its own. */
    abstract static class Side {

        /** Null before it starts. */
        volatile @Nullable Thread thread;

        /** On the side stack: returns control to the stack below, until the next one descends. */
        abstract void ascend();
    }

    /** The loop was closed: lets the coroutine, which is blocked in foreign code, run on without it. */
    void proceedElsewhere() {}

    /** The task whose coroutine calls; null on any other thread. */
    static @Nullable TaskCore<?> current() {
        Thread thread = Thread.currentThread();
        return thread.isVirtual() ? CoroutineEngine.taskOf(thread) : null;
    }

    static TaskCore<?> required() {
        TaskCore<?> task = current();
        if (task != null) return task;
        throw new IllegalStateException(
                RunLoop.onThisThread() != null ? RunLoop.NO_WAIT_IN_CALLBACK : RunLoop.NO_COROUTINE);
    }

    // running, on the loop thread

    @Override
    void step() {
        if (!isDue()) return; // a duplicate: a profiler that looks at a stack submits too
        if (phase == Phase.FOREIGN) loop.blockedElsewhere--;
        loop.current = this;
        loop.context = context;
        phase = Phase.RUNNING;
        phaseSince = CoarseClock.millis();
        operations = 0;
        proceed();
        loop.current = null;
        if (phase == Phase.RUNNING) blockedElsewhere();
    }

    /** Whether the task will run when its entry's turn comes. */
    @Override
    public boolean isDue() {
        return phase != Phase.WAITING && phase != Phase.DONE;
    }

    /** Whether it is blocked in code that is not ours. */
    @Override
    public boolean isBlockedElsewhere() {
        return phase == Phase.FOREIGN;
    }

    /** It can go on from foreign code, but not here any more: its finally blocks run elsewhere. */
    @Override
    void dropped() {
        if (phase == Phase.FOREIGN) proceedElsewhere();
        else if (phase == Phase.SENT) neverRan();
    }

    /** From the thread that made it: it is about to be sent to its loop. */
    void sent() {
        phase = Phase.SENT;
    }

    @Override
    void taken() {
        if (phase != Phase.SENT) return;
        phase = Phase.READY;
        loop.adopt(this);
    }

    /** The coroutine blocked in code that knows nothing of scopes: the interrupt is how a cancellation gets there. */
    private void blockedElsewhere() {
        phase = Phase.FOREIGN;
        phaseSince = CoarseClock.millis();
        loop.blockedElsewhere++;
        if (isEffectivelyCancelled()) interrupt();
    }

    private void interrupt() {
        if (scope != null) {
            deliver(scope.cause());
            scope.interrupted();
        }
        Thread running = thread();
        if (running != null) running.interrupt();
    }

    /** The body learns of a cancellation: of the whole task, or only of a scope within it. */
    private void deliver(@Nullable CancelScope by) {
        if (root != null && root.isEffective() && root.cause() == by) delivered = true;
    }

    /** The whole life of the coroutine, on its own stack. */
    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the body is one of T
    public final void run() {
        if (Flight.seesTaskStarts()) TaskStart.record(number(), name(), loop.name());
        T value;
        try {
            value = (T) call(Objects.requireNonNull(body));
        } catch (Throwable failure) {
            end(failure);
            return;
        }
        CancelScope all = root;
        if (all != null && all.isCancelled() && !delivered) end(all.cancelled());
        else succeedAndLeave(value);
    }

    static @Nullable Object call(Block<?> block) throws Throwable {
        if (block instanceof Body<?, ?> body) return body.call();
        block.run();
        return null;
    }

    static Body<? extends @Nullable Object, ?> body(Block<?> block) {
        return block instanceof Body<?, ?> body ? body : () -> call(block);
    }

    private void succeedAndLeave(T value) {
        leave();
        succeed(value);
        tellGroup(null);
        if (Flight.seesTaskEnds()) recordEnd("finished", null);
    }

    /** The last that a task does, since it may fail, of a lack of memory or in user code. */
    private void recordEnd(String outcome, @Nullable String reason) {
        TaskEnd.record(number(), name(), loop.name(), outcome, reason, loop.flightSteps.lastBusy(this));
    }

    private long number() {
        Thread running = thread();
        return running == null ? 0 : running.threadId();
    }

    private void end(Throwable failure) {
        boolean wasCancelled = failure instanceof Cancelled || isInterrupt(failure);
        leave();
        if (wasCancelled) endCancelled(failure);
        else failWith(showingCancellation(failure));
        tellGroup(wasCancelled ? null : failure);
        if (RunLoop.isFatal(failure)) {
            markRead(); // it leaves the loop
            loop.fatal(failure);
        }
        if (Flight.seesTaskEnds())
            recordEnd(
                    wasCancelled ? "cancelled" : "failed",
                    wasCancelled ? reasonOf(failure) : TaskGroupException.describe(failure));
    }

    /** Whether foreign code was interrupted by a cancellation, whose reason is kept then. */
    private boolean isInterrupt(Throwable failure) {
        CancelScope all = root;
        if (all == null || !all.showsInterrupt(failure)) return false;
        all.lastThrown = all.cancelled(failure);
        return true;
    }

    /** A failure during cleanup shows what the cleanup was for. */
    private Throwable showingCancellation(Throwable failure) {
        Cancelled cancelled = root == null ? null : root.lastThrown;
        if (cancelled == null || !isEffectivelyCancelled()) return failure;
        if (!Causes.any(failure, each -> each == cancelled)) failure.addSuppressed(cancelled);
        return failure;
    }

    /** The loop was closed before the task could start; no waiter shall wait for it. */
    void neverRan() {
        phase = Phase.DONE;
        endCancelled(new LoopClosedException("the loop was closed before " + name() + " started"));
    }

    /** The loop was closed before the task ended: if blocked in foreign code it will end elsewhere, else never. */
    void stranded() {
        if (phase == Phase.FOREIGN) return;
        phase = Phase.DONE;
        loop.forget(this);
        endCancelled(new LoopClosedException("the loop was closed before " + name() + " ended"));
    }

    private void tellGroup(@Nullable Throwable failure) {
        TaskGroup group = root == null ? null : root.group();
        if (group != null) group.childEnded(this, failure);
    }

    private void leave() {
        phase = Phase.DONE;
        body = null; // and what it has captured: results are kept longer than work
        if (root != null) root.leaveTask();
        loop.forget(this);
    }

    @Override
    String cancelMessage(Throwable cause) {
        return name() + ": " + reasonOf(cause);
    }

    private @Nullable String reasonOf(Throwable cancellation) {
        Cancelled thrown = root == null ? null : root.lastThrown; // what foreign code throws does not say why
        return thrown != null && thrown.getCause() == cancellation ? thrown.reason() : cancellation.getMessage();
    }

    // suspending, on the coroutine

    /**
     * A stack that is suspended moves to the heap, and that of the thread is free again. So a recursion without end
     * that suspends would not overflow, but take the whole heap from all others: this fails in time.
     */
    final void checkDepth() {
        if (++loop.suspensions < SUSPENSIONS_A_LOOK) return;
        loop.suspensions = 0;
        boolean tooDeep = StackWalker.getInstance()
                .walk(frames -> frames.skip(MOST_FRAMES).findFirst().isPresent());
        if (tooDeep)
            throw new StackOverflowError("the stack of " + name() + " has more than " + MOST_FRAMES + " frames");
    }

    void suspend(Parker.Abort onCancel) {
        waitsFor = onCancel;
        phase = Phase.WAITING;
        phaseSince = CoarseClock.millis();
        try {
            leaveLoop(); // not by suspendAs: most of what a waiting task takes is its frames
        } catch (Throwable pinned) {
            phase = Phase.RUNNING;
            waitsFor = null;
            onCancel.abort();
            throw pinned;
        }
        WaitReason.Described waited = waitsFor;
        waitsFor = null;
        if (waited instanceof GaveUp gaveUp) throwCancelled(gaveUp.by, null);
    }

    /** Suspends until {@link #resume}; cancellation has to wait. */
    void suspendShielded(WaitReason.Described purpose) {
        waitsFor = purpose instanceof Parker.Abort wait ? new Asked(wait) : purpose;
        try {
            suspendAs(Phase.WAITING);
        } finally {
            waitsFor = null;
        }
    }

    /** A wait that is not asked to give up, or not again. */
    private record Asked(Parker.Abort asked) implements WaitReason.Described {

        @Override
        public WaitReason purpose() {
            return asked.purpose();
        }
    }

    /** The wait gave up, as a scope was cancelled: what is left of it until the coroutine runs and learns of it. */
    private record GaveUp(@Nullable CancelScope by) implements WaitReason.Described {

        @Override
        public WaitReason purpose() {
            return WaitReason.of("task", "its turn, to be cancelled");
        }
    }

    private void suspendAs(byte next) {
        phase = next;
        phaseSince = CoarseClock.millis();
        try {
            leaveLoop();
        } catch (Throwable pinned) { // or there is no room for its stack
            phase = Phase.RUNNING;
            throw pinned;
        }
    }

    void yieldNow() {
        checkCancelled();
        loop.ready(this);
        suspendAs(Phase.READY);
        checkCancelled();
    }

    /** An operation finished without suspending. */
    void countOperation() {
        if (++operations >= OPERATIONS_A_STEP) yieldNow();
    }

    void sleepUntil(long nanos) {
        checkCancelled();
        Timer.Wake alarm = new Timer.Wake(this, nanos);
        loop.addTimer(alarm);
        suspend(alarm);
    }

    /** Awaits a future of this loop that ends by itself; a cancellation is only noticed. */
    void awaitNoticing(FutureCore<?> future, Runnable onCancel) {
        AwaitDone waiter = new AwaitDone(this, false);
        future.addWaiter(waiter);
        try {
            suspend(new Noticing(waiter, onCancel));
        } finally {
            future.removeWaiter(waiter); // still there if it could not be suspended
        }
    }

    private record Noticing(AwaitDone waiter, Runnable onCancel) implements Parker.Abort {

        @Override
        public boolean abort() {
            onCancel.run();
            return false;
        }

        @Override
        public WaitReason purpose() {
            return waiter.purpose();
        }
    }

    /** Awaits a future, whatever happens, unless it is {@linkplain #endDeadlock released}: then it is not done. */
    void awaitShielded(FutureCore<?> future) {
        if (future.isDone()) return;
        if (future.loop != loop) {
            awaitShieldedElsewhere(future);
            return;
        }
        AwaitDone waiter = new AwaitDone(this, true);
        future.addWaiter(waiter);
        try {
            suspendShielded(waiter);
        } finally {
            future.removeWaiter(waiter); // still there if it could not be suspended
        }
    }

    private void awaitShieldedElsewhere(FutureCore<?> future) {
        Promise<@Nullable Void> here = new Promise<>(loop);
        var registration = new ForeignWaiter.ForPromise(future, here);
        registration.register();
        try {
            awaitShielded(here);
        } finally {
            registration.cancel();
        }
    }

    void awaitDone(FutureCore<?> future) {
        EndlessWaits.checkNotSelf(this, future);
        if (future.loop == loop) suspendOn(future, new AwaitDone(this, false));
        else awaitElsewhere(future);
    }

    /** Awaits a future that will be cancelled if the caller is. */
    void awaitOwned(FutureCore<?> future) {
        EndlessWaits.check(this, List.of(future));
        if (future.loop == loop) suspendOn(future, new AwaitDone(this, true));
        else awaitElsewhere(future);
    }

    private void suspendOn(FutureCore<?> future, AwaitDone waiter) {
        future.addWaiter(waiter);
        suspend(waiter);
    }

    /** The future lives on another loop: its end is sent here as the end of a promise of ours. */
    private void awaitElsewhere(FutureCore<?> future) {
        Promise<@Nullable Void> here = new Promise<>(loop);
        var registration = new ForeignWaiter.ForPromise(future, here);
        registration.register();
        try {
            awaitDone(here);
            if (!future.isDone()) throw new LoopClosedException("the loop of what is awaited was closed: " + future);
        } finally {
            registration.cancel();
        }
    }

    /** The wait is over: the coroutine runs in the next batch. False if it was not waiting. On the loop. */
    boolean resume() {
        if (phase != Phase.WAITING) return false;
        phase = Phase.READY;
        phaseSince = CoarseClock.millis();
        loop.ready(this);
        return true;
    }

    // cancellation

    /** The innermost scope, made now if there was none. */
    CancelScope innermostScope() {
        if (scope == null) root = scope = new CancelScope(this, (TaskGroup) null);
        return scope;
    }

    private boolean isEffectivelyCancelled() {
        return scope != null && scope.isEffective();
    }

    private void cancelHere(String reason) {
        if (isDone()) return;
        innermostScope();
        assert root != null;
        root.cancel(reason);
    }

    void checkCancelled() {
        if (scope != null && scope.isEffective()) throwCancelledHere(null);
        if (!loop.onLoop()) throw new Cancelled(null, "the loop of " + name() + " is closed");
    }

    /** Throws if it was cancelled, in place of what a function of its own threw after it had learned of that. */
    void checkCancelledAfter(Throwable failure) {
        if (isEffectivelyCancelled() && Causes.any(failure, each -> each instanceof Cancelled))
            throwCancelledHere(failure);
    }

    private void throwCancelledHere(@Nullable Throwable after) {
        countThrow();
        if (scope != null && scope.isEffective()) throwCancelled(scope.cause(), after);
    }

    /** Lets the others run now and then, whatever the coroutine does with what is thrown. */
    private void countThrow() {
        operations = (short) (operations + OPERATIONS_A_THROW);
        if (operations < OPERATIONS_A_STEP || !loop.onLoop()) return;
        operations = 0;
        loop.ready(this);
        try {
            suspendAs(Phase.READY);
        } catch (IllegalStateException | StackOverflowError e) {
            // it cannot be suspended here, but it can be cancelled
        }
    }

    private void throwCancelled(@Nullable CancelScope by, @Nullable Throwable after) {
        deliver(by);
        Cancelled cancelled = Cancelled.by(by);
        if (after != null) cancelled.initCause(after);
        if (by != null) by.noteEnd(cancelled);
        if (root != null) root.lastThrown = cancelled;
        throw cancelled;
    }

    /** The scope in which this waits was cancelled. On the loop. */
    void cancelWait() {
        if (phase == Phase.FOREIGN) interrupt();
        giveUp(innermostScope().cause());
    }

    private void giveUp(@Nullable CancelScope by) {
        if (phase != Phase.WAITING || !(waitsFor instanceof Parker.Abort wait)) return;
        waitsFor = new Asked(wait); // asked once; a wait that does not give up now ends by itself
        if (!wait.abort()) return;
        waitsFor = new GaveUp(by); // read by the coroutine, which runs later, even if abort() has resumed it
        resume();
    }

    /** The futures that it waits for and would cancel and await if it were cancelled. */
    Collection<? extends Future<?>> owned() {
        WaitReason.Described wait = waitsFor instanceof Asked(Parker.Abort asked) ? asked : waitsFor;
        if (wait instanceof MultiWait several) return several.owned();
        FutureCore<?> single = wait instanceof AwaitDone waiter && waiter.owns ? waiter.on : null;
        return single == null ? List.of() : List.of(single);
    }

    /** Whether it waits for the children of a group, among which another task is. */
    boolean waitsForGroupOf(TaskCore<?> other) {
        CancelScope others = other.root;
        return others != null
                && waitsFor instanceof TaskGroup.Children(TaskGroup group)
                && group.scope().isAround(others);
    }

    /**
     * Ends a wait that nothing else can end, because the tasks of a cycle wait for each other, also if it is shielded.
     * A wait for what the task owns just returns; others throw {@link Cancelled}. On the loop; false if it cannot.
     */
    boolean endDeadlock() {
        if (phase != Phase.WAITING) return false;
        if (waitsFor instanceof Asked(Parker.Abort asked))
            return (asked instanceof MultiWait || asked instanceof AwaitDone) && resume();
        if (!(waitsFor instanceof Parker.Abort)) return false;
        innermostScope();
        giveUp(root);
        return phase != Phase.WAITING;
    }

    @Override
    public boolean cancel(String reason) {
        Objects.requireNonNull(reason, "reason");
        if (isDone()) {
            markRead(); // who cancels wants nothing of it any more
            return false;
        }
        if (loop.onLoop()) cancelHere(reason);
        else loop.submitOrDrop(new Callback(loop, () -> cancelHere(reason), Context.EMPTY));
        return true;
    }

    /** Whether it ended by a cancellation of the whole task, and this was the reason of the first one. */
    boolean wasCancelledFirst(String reason) {
        CancelScope all = root;
        return isCancelled() && all != null && all.isCancelled() && all.reason().equals(reason);
    }

    @Override
    public boolean isCancelling() {
        CancelScope scopeOfAll = root;
        return scopeOfAll != null && scopeOfAll.isCancelled();
    }

    // description

    /** What a dump shows of this task; null if it has ended. On the loop, or from outside if that is stuck. */
    @Nullable
    TaskSnapshot look() {
        TaskInfo.@Nullable State state = switch (phase) {
            case Phase.READY -> TaskInfo.State.READY;
            case Phase.RUNNING -> TaskInfo.State.RUNNING;
            case Phase.WAITING -> TaskInfo.State.WAITING;
            case Phase.FOREIGN -> TaskInfo.State.FOREIGN;
            default -> null;
        };
        if (state == null) return null;
        CancelScope all = root;
        TaskGroup group = all == null ? null : all.group();
        WaitReason.Described wait = state == TaskInfo.State.WAITING ? waitsFor : null;
        return new TaskSnapshot(
                this,
                state,
                isCancelling(),
                CoarseClock.since(madeAt),
                CoarseClock.since(phaseSince),
                group,
                group == null ? null : group.owner(),
                wait,
                wait == null ? null : TaskSnapshot.purpose(wait),
                context);
    }

    @Override
    WaitReason purposeOfAwaiting() {
        return WaitReason.ofAll("task", name(), List.of(this));
    }

    @Override
    public String name() {
        String given = name;
        if (given != null) return given;
        return number == 0 ? "task-new" : "task-" + number; // not the thread's, which depends on all loops of the JVM
    }

    /** The context class loader for the thread of the coroutine. Asked for once. */
    @Nullable
    ClassLoader takeLoader() {
        ClassLoader taken = loader;
        loader = null; // or a task would keep an application's classes
        return taken;
    }

    /** The name that a user gave; null if none was given. */
    @Nullable
    String givenName() {
        return name;
    }

    @Override
    public void name(String newName) {
        name = Objects.requireNonNull(newName, "newName");
        Thread running = ownThread();
        if (running != null) running.setName(newName);
    }

    @Override
    public StackTraceElement[] stack() {
        Thread running = thread();
        return running == null ? new StackTraceElement[0] : CoroutineEngine.visibleStack(running);
    }

    @Override
    public StackTraceElement[] spawnStack() {
        return body instanceof SpawnTrace.TracedBody traced ? traced.stack() : new StackTraceElement[0];
    }

    @Override
    public String toString() {
        return "task " + Printable.line(name()) + " ("
                + (isDone() ? isCancelled() ? "cancelled" : "done" : Phase.word(phase)) + ")";
    }

    /** Resumes a task when the future that it awaits is done. */
    private static final class AwaitDone extends Waiter implements Parker.Abort {

        private final TaskCore<?> task;

        /** Whether the caller cancels what it awaits when it is cancelled itself. */
        private final boolean owns;

        AwaitDone(TaskCore<?> task, boolean owns) {
            this.task = task;
            this.owns = owns;
        }

        @Override
        void done() {
            task.resume();
        }

        @Override
        public boolean abort() {
            FutureCore<?> future = on;
            if (future != null) future.removeWaiter(this);
            return true;
        }

        @Override
        public WaitReason purpose() {
            FutureCore<?> future = on;
            return future == null ? WaitReason.of("promise", "what is done") : future.purposeOfAwaiting();
        }
    }
}
