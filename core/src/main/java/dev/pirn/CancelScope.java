package dev.pirn;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cancel: a stretch of a coroutine's code that can be cancelled as a whole. Cancellation is level-triggered, as in
 * Trio: once the scope is cancelled, every await in it, in the scopes within it and in the tasks of its groups throws
 * {@link Cancelled}, until the scope is left. There it is caught.
 *
 * <p>A scope is used once. {@link #cancel} and {@link #isCancelled} may be used from any thread, the rest on the loop.
 *
 * <p>Inside: scopes form a tree across tasks, through the groups that own them. Each node caches which scope's
 * cancellation it sees, so that an await looks at one field; a change walks down the tree.
 */
public final class CancelScope {

    /** Whose innermost scope this may be. Null until entered, and once left: an old Cancelled must not hold a task. */
    private @Nullable TaskCore<?> task;

    private @Nullable TaskGroup group;
    private @Nullable CancelScope parent;
    private @Nullable CancelScope firstChild;
    private @Nullable CancelScope previous;
    private @Nullable CancelScope next;

    /** Why it was cancelled; null as long as it was not. */
    private volatile @Nullable String reason;

    private @Nullable Deadline deadline;
    private long deadlineAt = Long.MAX_VALUE;
    private boolean shield;

    /** The outermost scope whose cancellation is seen from here; null if there is none. */
    private @Nullable CancelScope cause;

    private boolean caught;
    private boolean used;

    /** The coroutine's thread was interrupted in here, because this scope or one around it was cancelled. */
    private boolean interrupted;

    /** Whether it was cancelled because a task of its group failed, whose failures are thrown instead. */
    private boolean failed;

    /** The first exception by which its cancellation ended a wait, in any task: its stack shows where that waited. */
    private @Nullable Throwable firstEnd;

    /** What a timeout says of its limit; null if this is no timeout. */
    private @Nullable Object limit;

    /** Of a task's root scope: the last that its coroutine threw. */
    @Nullable
    Cancelled lastThrown;

    /** Creates a scope without a deadline. */
    public CancelScope() {}

    CancelScope(TaskCore<?> task, @Nullable TaskGroup group) {
        this.task = task;
        this.group = group;
        attach(group == null ? null : group.scope());
    }

    /** The group whose child's root scope this is. */
    @Nullable
    TaskGroup group() {
        return group;
    }

    /** The task whose scope this is; null as long as it was not entered, and once it was left. */
    @Nullable
    TaskCore<?> task() {
        return task;
    }

    /**
     * {@return a scope that is cancelled at a certain time}
     *
     * @param nanos the time, in nanoseconds of {@link Loop#time}
     */
    public static CancelScope ofDeadline(long nanos) {
        CancelScope scope = new CancelScope();
        scope.deadlineAt = nanos;
        return scope;
    }

    /**
     * {@return a scope that is cancelled some time from now} On a coroutine or callback of a loop.
     *
     * @param timeout how long from now; zero or less is over at the first await
     */
    public static CancelScope ofTimeout(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        return ofDeadline(RunLoop.required().after(timeout));
    }

    /** Makes it a timeout, whose end throws; its message says what took too long. */
    CancelScope timingOut(Object what) {
        limit = what;
        return this;
    }

    /**
     * Makes the scope ignore cancellations from outside it, or heed them again; its own still counts.
     *
     * @param on whether to ignore them
     * @return this
     */
    public CancelScope shield(boolean on) {
        shield = on;
        refresh();
        return this;
    }

    /**
     * Runs a body in the scope.
     *
     * @param body what to run
     * @param <X> the checked exception it throws
     * @throws X if it fails
     * @throws Cancelled if another scope was cancelled; a cancellation of this one ends here, see {@link #cancelCaught}
     */
    public <X extends Throwable> void run(Block<X> body) throws X {
        Objects.requireNonNull(body, "body");
        TaskCore<?> me = enter(); // not by call: scopes are nested, and each frame takes room
        try {
            body.run();
        } catch (Throwable failure) {
            if (!isEndedBy(failure)) throw failure;
        } finally {
            exit(me);
        }
    }

    /**
     * Runs a body in the scope.
     *
     * @param body what to run
     * @param <T> the type of its result
     * @param <X> the checked exception it throws
     * @return its result; null if the scope's cancellation ended it, see {@link #cancelCaught}
     * @throws X if it fails
     * @throws Cancelled if another scope was cancelled
     */
    public <T extends @Nullable Object, X extends Throwable> @Nullable T call(Body<T, X> body) throws X {
        Objects.requireNonNull(body, "body");
        TaskCore<?> me = enter();
        try {
            return body.call();
        } catch (Throwable failure) {
            if (!isEndedBy(failure)) throw failure;
            return null;
        } finally {
            exit(me);
        }
    }

    /** Whether a failure of the body is this scope's cancellation, which ends here. Any other one shows it. */
    private boolean isEndedBy(Throwable failure) {
        if (failure instanceof Cancelled cancelled) {
            caught = cancelled.scope == this;
        } else if (cause == this && showsInterrupt(failure)) {
            noteEnd(failure);
            caught = true;
        } else if (reason != null) {
            show(failure);
        }
        return caught;
    }

    /**
     * Whether this is what foreign code throws because the cancellation of this scope, or of one around it, interrupted
     * it. Libraries wrap the interrupt, and the JDK reports it as a closed socket.
     */
    boolean showsInterrupt(Throwable failure) {
        return cause != null && Causes.showInterrupt(failure, interrupted);
    }

    /** The thread of the coroutine, whose innermost scope this is, is interrupted. */
    void interrupted() {
        interrupted = true;
    }

    /** A wait was ended by this scope's cancellation. */
    void noteEnd(Throwable by) {
        if (firstEnd == null) firstEnd = by;
    }

    /** Cleanup failed, after this scope's cancellation had ended the body: what is thrown shows what it was for. */
    private void show(Throwable failure) {
        Throwable first = firstEnd;
        if (failed || (first == null && !interrupted)) return;
        if (limit != null) failure.addSuppressed(timedOut());
        else if (first == null) failure.addSuppressed(cancelled());
        else if (!Causes.any(failure, each -> each == first)) failure.addSuppressed(first);
    }

    /** What a timeout throws at its end; its cause shows where the body waited. */
    TimedOutException timedOut() {
        return new TimedOutException(
                limit instanceof Duration ? "not done within " + limit : String.valueOf(limit), firstEnd);
    }

    private TaskCore<?> enter() {
        TaskCore<?> me = TaskCore.required();
        if (used) throw new IllegalStateException("a cancel scope is entered once");
        used = true;
        CancelScope outer = me.innermostScope();
        me.scope = this;
        belongTo(me);
        attach(outer);
        schedule();
        if (outer.isEffective() && !isEffective()) Thread.interrupted(); // ours: what is shielded must not see it
        return me;
    }

    /** Pairs with {@link #taskAfterCancel}: the caller sees the reason, or the canceller sees the task. */
    void belongTo(TaskCore<?> me) {
        task = me;
        VarHandle.fullFence();
    }

    /** Sets the reason; see {@link #belongTo}. */
    @Nullable
    TaskCore<?> taskAfterCancel(String why) {
        if (reason == null) reason = why;
        VarHandle.fullFence();
        return task;
    }

    private void exit(TaskCore<?> me) {
        CancelScope outer = parent;
        assert me.scope == this && outer != null;
        me.scope = outer;
        boolean interruptWasOurs = isEffective() && !outer.isEffective();
        if (interrupted && !caught && outer.isEffective())
            outer.interrupted = true; // its exception is on the way there
        leaveTask();
        if (interruptWasOurs) Thread.interrupted();
    }

    boolean isAround(CancelScope inner) {
        CancelScope at = inner;
        while (at != null && at != this) at = at.parent;
        return at == this;
    }

    /** It is over: nothing can be cancelled here any more. */
    void leaveTask() {
        if (deadline != null) deadline.cancelDeadline();
        deadline = null;
        detach();
        task = null;
    }

    /** Cancels the scope. From any thread; ends nothing if it was left or cancelled already. */
    public void cancel() {
        cancel("the scope was cancelled");
    }

    /**
     * Cancels the scope.
     *
     * @param why the reason, for messages
     */
    public void cancel(String why) {
        Objects.requireNonNull(why, "why");
        TaskCore<?> me = task;
        if (me == null) { // not entered yet, or left
            me = taskAfterCancel(why);
            if (me == null) return;
        }
        if (me.loop.onLoop()) doCancel(why);
        else submitCancel(me.loop, why);
    }

    private void submitCancel(RunLoop loop, String why) {
        loop.submitOrDrop(new Callback(loop, () -> doCancel(why), Context.EMPTY));
    }

    private void doCancel(String why) {
        if (reason == null) reason = why;
        refresh();
    }

    /** {@return whether this scope itself was cancelled} From any thread. */
    public boolean isCancelled() {
        return reason != null;
    }

    /** {@return whether the body was ended by this scope's cancellation} */
    public boolean cancelCaught() {
        return caught;
    }

    /** {@return when it is cancelled by itself, in nanoseconds of {@link Loop#time}; {@link Long#MAX_VALUE}: never} */
    public long deadline() {
        return deadlineAt;
    }

    /**
     * Changes the deadline. On the loop. Without effect on a scope that was cancelled, since a cancellation is not
     * taken back, and on one that was left.
     *
     * @param nanos the time, in nanoseconds of {@link Loop#time}; {@link Long#MAX_VALUE} for never
     */
    public void deadline(long nanos) {
        boolean isOver = reason != null || (used && task == null);
        if (isOver) return;
        deadlineAt = nanos;
        if (task != null) schedule();
    }

    private void schedule() {
        TaskCore<?> me = task;
        assert me != null;
        if (deadline != null) deadline.cancelDeadline();
        deadline = null;
        if (deadlineAt == Long.MAX_VALUE || reason != null) return;
        long at = Deadlines.comparable(deadlineAt);
        if (at - me.loop.time() <= 0) doCancel("the time was over at once");
        else deadline = new Deadline(me.loop, at, this);
    }

    // the tree

    String reason() {
        String why = reason;
        return why == null ? "cancelled" : why;
    }

    boolean isEffective() {
        return cause != null;
    }

    /** The outermost scope whose cancellation is seen from here; null if there is none. */
    @Nullable
    CancelScope cause() {
        return cause;
    }

    /** What an await in here throws now. */
    Cancelled cancelled() {
        return Cancelled.by(cause);
    }

    /** What foreign code that was interrupted in here throws in effect. */
    Cancelled cancelled(Throwable interrupt) {
        if (cause != null) cause.noteEnd(interrupt);
        Cancelled cancelled = cancelled();
        cancelled.initCause(interrupt);
        return cancelled;
    }

    /** Cancels it because a task of its group failed. */
    void cancelAfterFailure(String why) {
        if (reason == null) failed = true;
        cancel(why);
    }

    /** Brings what is cached up to date, here and below. A loop, since scopes and tasks may be nested deeply. */
    private void refresh() {
        CancelScope at = this;
        boolean goesDown = update();
        while (true) {
            CancelScope next = goesDown ? at.firstChild : null;
            while (next == null) {
                if (at == this) return;
                next = at.next;
                if (next == null) at = Objects.requireNonNull(at.parent);
            }
            at = next;
            goesDown = at.update();
        }
    }

    /** Whether what those below see of it has changed. */
    private boolean update() {
        CancelScope before = cause;
        cause = seenCause();
        if (cause == before) return false;
        if (before == null && task != null && task.scope == this) task.cancelWait();
        return true;
    }

    private @Nullable CancelScope seenCause() {
        CancelScope outer = shield || parent == null ? null : parent.cause;
        return outer != null ? outer : reason != null ? this : null;
    }

    private void attach(@Nullable CancelScope to) {
        parent = to;
        if (to != null) {
            next = to.firstChild;
            if (next != null) next.previous = this;
            to.firstChild = this;
        }
        cause = seenCause();
    }

    private void detach() {
        if (parent == null) return;
        if (previous == null) parent.firstChild = next;
        else previous.next = next;
        if (next != null) next.previous = previous;
        parent = null;
        previous = null;
        next = null;
    }

    static final class Deadline extends Timer {

        private final RunLoop loop;
        private @Nullable CancelScope scope;

        Deadline(RunLoop loop, long when, CancelScope scope) {
            super(when);
            this.loop = loop;
            this.scope = scope;
            loop.addTimer(this);
        }

        @Override
        void expire() {
            if (scope != null) scope.doCancel("the time was over");
        }

        void cancelDeadline() {
            scope = null; // the queue may hold this for a while
            loop.removeTimer(this);
        }
    }
}
