package dev.pirn.sync;

import dev.pirn.Async;
import dev.pirn.Task;
import dev.pirn.WaitReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one task holds at a time. Fair: it goes to the longest waiter. Not reentrant.
 *
 * <p>Needed only around awaits: between two awaits nothing else runs on the loop. {@linkplain dev.pirn.sync Confined}
 * to one loop.
 */
public final class Lock implements Acquirable {

    private final Confinement home = new Confinement("lock");
    private final WaitQueue<Task<?>> waiters = new WaitQueue<>(home, this::purpose);
    private final Lease held = this::release;
    private @Nullable Task<?> owner;

    private final @Nullable String name;

    /** Creates a free lock. */
    public Lock() {
        this.name = null;
    }

    /**
     * Creates a free lock.
     *
     * @param name its name, for messages and dumps
     */
    public Lock(String name) {
        this.name = name;
    }

    /**
     * Acquires the lock; suspends while another task holds it. Cancelled while it waits, the task has not got it.
     *
     * @return to release it at the end of a {@code try}
     * @throws IllegalStateException if the task holds it already
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    @Override
    public Lease acquire() {
        home.enter();
        Task<?> me = Async.currentTask();
        if (owner == null) owner = me;
        else waitForIt(me);
        return held;
    }

    private void waitForIt(Task<?> me) {
        requireOther(me);
        waiters.await(me, null); // the one that releases it makes this its owner
    }

    private void requireOther(Task<?> me) {
        if (owner == me) throw new IllegalStateException(me.name() + " holds this lock already");
    }

    /**
     * Acquires the lock if it is free. Called in a coroutine; never suspends.
     *
     * @return whether the task holds it now
     * @throws IllegalStateException if the task held it before
     */
    @Override
    public boolean tryAcquire() {
        home.touch();
        Task<?> me = Async.currentTask();
        requireOther(me);
        if (owner != null) return false;
        owner = me;
        return true;
    }

    @Override
    public void release() {
        requireMine();
        passOn();
    }

    /** {@return whether a task holds it} */
    public boolean isLocked() {
        return owner != null;
    }

    /** {@return the task that holds it; null if none does} */
    public @Nullable Task<?> owner() {
        return owner;
    }

    /** {@return how many tasks wait for it} */
    public int waiting() {
        return waiters.size();
    }

    // for conditions

    Confinement home() {
        return home;
    }

    WaitQueue<Task<?>> waiters() {
        return waiters;
    }

    /** The calling task, which holds this lock. */
    Task<?> requireMine() {
        Task<?> me = Async.currentTask();
        if (owner == me) return me;
        throw new IllegalStateException(
                me.name() + " does not hold this lock; " + (owner == null ? "no task" : owner.name()) + " does");
    }

    void passOn() {
        owner = waiters.isEmpty() ? null : waiters.takeFirst();
    }

    /** Acquires it again, cancelled or not. */
    void reacquire(Task<?> me) {
        if (owner == null) owner = me;
        else waiters.awaitShielded(me);
    }

    private WaitReason purpose() {
        Task<?> holder = owner;
        if (holder == null) return WaitReason.of("lock", title());
        String by = " held by " + holder.name() + (holder.isDone() ? ", which has ended" : "");
        return WaitReason.of("lock", title() + by, List.of(holder));
    }

    private String title() {
        return name == null ? "lock" : "lock " + name;
    }

    @Override
    public String toString() {
        return title() + (owner == null ? " (free)" : " (held by " + owner.name() + ", " + waiting() + " waiting)");
    }
}
