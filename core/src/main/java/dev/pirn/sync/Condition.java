package dev.pirn.sync;

import dev.pirn.Async;
import dev.pirn.Cancelled;
import dev.pirn.Task;
import dev.pirn.WaitReason;
import java.util.function.BooleanSupplier;

/**
 * Waits for something that changes under a lock: asyncio's {@code Condition}, with the method names of the JDK's.
 *
 * {@snippet file="dev/pirn/snippets/CoreSnippets.java" region="condition"}
 *
 * <p>Every method but {@link #lock} and {@link #waiting} is called by the task that holds the lock. {@linkplain
 * dev.pirn.sync Confined} to one loop.
 */
public final class Condition {

    private final Lock lock;
    private final WaitQueue<Task<?>> waiters;

    /** Creates a condition with a lock of its own. */
    public Condition() {
        this(new Lock());
    }

    /**
     * Creates a condition.
     *
     * @param lock the lock that guards it, which several conditions may share
     */
    public Condition(Lock lock) {
        this.lock = lock;
        this.waiters = new WaitQueue<>(lock.home(), () -> WaitReason.of("condition", this));
    }

    /** {@return the lock that guards it} */
    public Lock lock() {
        return lock;
    }

    /**
     * Releases the lock, suspends until a signal, and acquires the lock again, behind those who wait for it already.
     *
     * <p>Cancelled, it too waits for the lock, so that the caller holds it in any case; then it throws. A signal that
     * it had already got goes on to the next that waits. So a signal can be one too many, never one too few: prefer
     * {@link #await(BooleanSupplier)}.
     *
     * @throws Cancelled if the scope is cancelled; the caller holds the lock
     * @throws IllegalStateException if the caller does not hold the lock
     */
    public void await() {
        Task<?> me = lock.requireMine();
        Async.checkCancelled();
        lock.passOn();
        try {
            waiters.await(me, null); // a signal lets it wait in the lock's line instead
        } catch (Throwable notSignalled) {
            lock.reacquire(me);
            throw notSignalled;
        }
        handOnIfCancelled();
    }

    private void handOnIfCancelled() {
        try {
            Async.checkCancelled();
        } catch (Cancelled c) {
            signal();
            throw c;
        }
    }

    /**
     * Waits until something is true: looks at once, and after each signal. Suspends only if it is not.
     *
     * @param condition looked at while the lock is held; must not await
     * @throws Cancelled if the scope is cancelled; the caller holds the lock
     * @throws IllegalStateException if the caller does not hold the lock
     */
    public void await(BooleanSupplier condition) {
        lock.requireMine();
        Async.checkpoint();
        while (!condition.getAsBoolean()) await();
    }

    /**
     * Wakes the task that waits longest, if any: it runs once it has the lock. Does not suspend.
     *
     * @throws IllegalStateException if the caller does not hold the lock
     */
    public void signal() {
        signal(1);
    }

    /**
     * Wakes some tasks, those that wait longest. Does not suspend.
     *
     * @param count how many at most
     * @throws IllegalStateException if the caller does not hold the lock
     */
    public void signal(int count) {
        if (count < 0) throw new IllegalArgumentException("a negative number of tasks to wake: " + count);
        lock.requireMine();
        for (int i = 0; i < count && !waiters.isEmpty(); i++) waiters.moveFirst(lock.waiters());
    }

    /**
     * Wakes all tasks that wait. Does not suspend.
     *
     * @throws IllegalStateException if the caller does not hold the lock
     */
    public void signalAll() {
        signal(Integer.MAX_VALUE);
    }

    /** {@return how many tasks wait for a signal} */
    public int waiting() {
        return waiters.size();
    }

    @Override
    public String toString() {
        return "condition (" + waiting() + " waiting) of " + lock;
    }
}
