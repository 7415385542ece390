package dev.pirn;

import java.io.InterruptedIOException;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a coroutine's code that can be cancelled as a whole. Cancellation is level-triggered, as in Trio: once the
 * scope is cancelled, every await in it, in the scopes within it and in the tasks of its groups throws {@link Cancelled},
 * until the scope is left. There it is caught.
 *
 * <p>A scope is used once. {@link #cancel} and {@link #isCancelled} may be used from any thread, the rest on the loop.
 *
 * <p>Inside: scopes form a tree across tasks, through the groups that own them. Each node caches whether it is effectively
 * cancelled, so that an await looks at one field; a change walks down the tree.
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
    private boolean effective;
    private boolean caught;
    private boolean used;

    /** Of a task's root scope: what its coroutine was interrupted with last. */
    @Nullable
    Cancelled lastThrown;

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
    public <X extends Throwable> void run(Block<X> body) throws X {
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
    public <T extends @Nullable Object, X extends Throwable> @Nullable T call(Body<T, X> body) throws X {
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

    /** Whether this is what foreign blocking code throws because this scope's cancellation interrupted it. */
    private boolean endsForeignWait(Throwable failure) {
        return isInterruption(failure) && cause() == this;
    }

    /** Whether this is what the JDK's blocking calls throw when they are interrupted. */
    static boolean isInterruption(Throwable failure) {
        return failure instanceof InterruptedException
                || failure instanceof ClosedByInterruptException
                || (failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException));
    }

    private void enter(TaskCore<?> me) {
        if (used) throw new IllegalStateException("a cancel scope is entered once");
        used = true;
        CancelScope outer = me.innermostScope();
        me.scope = this;
        task = me;
        VarHandle.fullFence(); // pairs with cancel(): we see the reason, or it sees the task
        attach(outer);
        schedule();
        if (outer.effective && !effective) Thread.interrupted(); // ours: what is shielded must not see it
    }

    private void exit(TaskCore<?> me) {
        CancelScope outer = parent;
        assert me.scope == this && outer != null;
        me.scope = outer;
        boolean interruptWasOurs = effective && !outer.effective;
        leaveTask();
        if (interruptWasOurs) Thread.interrupted();
    }

    /** It is over: nothing can be cancelled here any more. */
    void leaveTask() {
        if (deadline != null) deadline.cancelDeadline();
        deadline = null;
        detach();
        task = null;
    }

    /**
     * Cancels the scope. From any thread; ends nothing if it was left or cancelled already.
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
        Objects.requireNonNull(why, "why");
        TaskCore<?> me = task;
        if (me == null) { // not entered yet, or left
            if (reason == null) reason = why;
            VarHandle.fullFence(); // pairs with enter()
            me = task;
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
        return effective;
    }

    /** The outermost scope whose cancellation is seen from here; null if there is none. */
    @Nullable
    CancelScope cause() {
        CancelScope found = null;
        for (CancelScope s = this; s != null; s = s.shield ? null : s.parent) {
            if (s.reason != null) found = s;
        }
        return found;
    }

    /** What an await in here throws now. */
    Cancelled cancelled() {
        CancelScope by = cause();
        return new Cancelled(by, by == null ? "cancelled" : by.reason());
    }

    private void refresh() {
        boolean now = reason != null || (!shield && parent != null && parent.effective);
        if (now == effective) return;
        effective = now;
        if (now && task != null && task.scope == this) task.cancelWait();
        for (CancelScope child = firstChild; child != null; ) {
            CancelScope following = child.next; // a child may leave in this call
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
        effective = reason != null || (!shield && to != null && to.effective);
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
