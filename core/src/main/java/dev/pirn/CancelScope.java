package dev.pirn;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a coroutine's code that can be cancelled as a whole. Cancellation is level-triggered, as in Trio: once the
 * scope is cancelled, every await in it, in the scopes within it and in the tasks of its groups throws {@link Cancelled},
 * until the scope is left. There it is caught.
 *
 * <p>A scope is used once. {@link #cancel} and the deadline may be used from any thread; the rest by the coroutine.
 *
 * <p>Inside: scopes form a tree across tasks, through the groups that own them. Each node caches whether it is effectively
 * cancelled, so that an await looks at one field; a change walks down the tree.
 */
public final class CancelScope {

    /** Whose innermost scope this may be; null until entered. */
    private @Nullable TaskCore<?> task;

    private @Nullable TaskGroup group;
    private @Nullable CancelScope parent;
    private @Nullable CancelScope firstChild;
    private @Nullable CancelScope previous;
    private @Nullable CancelScope next;

    private @Nullable String reason;
    private @Nullable Deadline deadline;
    private long deadlineAt = Long.MAX_VALUE;
    private boolean shield;
    private boolean effective;
    private boolean caught;
    private volatile boolean cancelled;

    /** Creates a scope without a deadline. */
    public CancelScope() {}

    /** The root scope of a task. */
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
        return ofDeadline(RunLoop.required().after(timeout));
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
    public <X extends Exception> void run(Block<X> body) throws X {
        call(() -> {
            body.run();
            return null;
        });
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
    public <T extends @Nullable Object, X extends Exception> @Nullable T call(Body<T, X> body) throws X {
        TaskCore<?> me = TaskCore.required();
        enter(me);
        try {
            return body.call();
        } catch (Cancelled c) {
            if (c.scope != this) throw c;
            caught = true;
            return null;
        } catch (Throwable failure) {
            if (!endsForeignWait(failure)) throw failure;
            caught = true;
            return null;
        } finally {
            exit(me);
        }
    }

    /** Whether this is what blocking code of somebody else throws because this scope's cancellation interrupted it. */
    private boolean endsForeignWait(Throwable failure) {
        return failure instanceof InterruptedException && cause() == this;
    }

    /**
     * A body of {@link #run}.
     *
     * @param <X> the checked exception it throws
     */
    @FunctionalInterface
    public interface Block<X extends Exception> {

        /**
         * Runs.
         *
         * @throws X if it fails
         */
        void run() throws X;
    }

    private void enter(TaskCore<?> me) {
        if (task != null) throw new IllegalStateException("a cancel scope is entered once");
        task = me;
        CancelScope outer = me.innermostScope();
        me.scope = this;
        attach(outer);
        schedule();
    }

    private void exit(TaskCore<?> me) {
        CancelScope outer = parent;
        assert me.scope == this && outer != null;
        me.scope = outer;
        boolean interruptWasOurs = effective && !outer.effective;
        leaveTask();
        if (interruptWasOurs) me.coroutine.clearInterrupt();
    }

    /** It is over: nothing can be cancelled here any more. */
    void leaveTask() {
        if (deadline != null) deadline.cancelDeadline();
        deadline = null;
        detach();
    }

    /**
     * Cancels the scope. From any thread; nothing happens if it was left or cancelled already.
     */
    public void cancel() {
        cancel("the scope was cancelled");
    }

    /**
     * Cancels the scope.
     *
     * @param why the reason, for messages
     */
    public void cancel(String why) {
        TaskCore<?> me = task;
        if (me == null || me.loop.onLoop()) doCancel(why);
        else me.loop.submitOrDrop(new Callback(me.loop, () -> doCancel(why), Context.EMPTY));
    }

    private void doCancel(String why) {
        if (cancelled) return;
        reason = why;
        cancelled = true;
        refresh();
    }

    /** {@return whether this scope itself was cancelled} From any thread. */
    public boolean isCancelled() {
        return cancelled;
    }

    /** {@return whether the body was ended by this scope's cancellation} */
    public boolean cancelCaught() {
        return caught;
    }

    /** {@return when it is cancelled by itself, in nanoseconds of {@link Loop#time}; {@link Long#MAX_VALUE} for never} */
    public long deadline() {
        return deadlineAt;
    }

    /**
     * Changes the deadline. On the loop.
     *
     * @param nanos the time, in nanoseconds of {@link Loop#time}; {@link Long#MAX_VALUE} for never
     */
    public void deadline(long nanos) {
        deadlineAt = nanos;
        if (task != null) schedule();
    }

    private void schedule() {
        TaskCore<?> me = task;
        assert me != null;
        if (deadline != null) deadline.cancelDeadline();
        deadline = null;
        if (deadlineAt == Long.MAX_VALUE || cancelled) return;
        if (deadlineAt - me.loop.time() <= 0) doCancel("the time was over at once");
        else deadline = new Deadline(me.loop, deadlineAt, this);
    }

    // the tree

    String reason() {
        return reason == null ? "cancelled" : reason;
    }

    boolean isEffective() {
        return effective;
    }

    /** The outermost scope whose cancellation is seen from here; null if there is none. */
    @Nullable
    CancelScope cause() {
        CancelScope found = null;
        for (CancelScope s = this; s != null; s = s.shield ? null : s.parent) {
            if (s.cancelled) found = s;
        }
        return found;
    }

    /** What an await in here throws now. */
    Cancelled cancelled() {
        CancelScope by = cause();
        return new Cancelled(by, by == null ? "cancelled" : by.reason());
    }

    private void refresh() {
        boolean now = cancelled || (!shield && parent != null && parent.effective);
        if (now == effective) return;
        effective = now;
        if (now && task != null && task.scope == this) task.cancelWait();
        for (CancelScope child = firstChild; child != null; ) {
            CancelScope following = child.next; // a child may leave while it is told
            child.refresh();
            child = following;
        }
    }

    private void attach(@Nullable CancelScope to) {
        parent = to;
        if (to != null) {
            next = to.firstChild;
            if (next != null) next.previous = this;
            to.firstChild = this;
        }
        effective = cancelled || (!shield && to != null && to.effective);
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

    /** Cancels a scope at its deadline. */
    static final class Deadline extends Timer {

        private final RunLoop loop;
        private final CancelScope scope;

        Deadline(RunLoop loop, long when, CancelScope scope) {
            super(when);
            this.loop = loop;
            this.scope = scope;
            loop.addTimer(this);
        }

        @Override
        void expire() {
            scope.doCancel("the time was over");
        }

        void cancelDeadline() {
            loop.removeTimer(this);
        }
    }
}
