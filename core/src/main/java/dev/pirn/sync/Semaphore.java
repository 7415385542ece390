package dev.pirn.sync;

import dev.pirn.WaitReason;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits. Fair: a permit goes to the longest waiter, also when its releaser wants another.
 * Anybody may release; {@link CapacityLimiter} knows who holds what. {@linkplain dev.pirn.sync Confined} to one loop.
 */
public sealed class Semaphore implements Acquirable permits BoundedSemaphore {

    private final Confinement home = new Confinement("semaphore");
    private final WaitQueue<Object> waiters = new WaitQueue<>(home, () -> WaitReason.of("semaphore", this));
    private int permits;

    /** Made when first needed: a constructor must not hand out what subclasses have not finished. */
    private @Nullable Lease held;

    /**
     * Creates a semaphore.
     *
     * @param permits how many may be acquired at first; zero is fine
     */
    public Semaphore(int permits) {
        if (permits < 0) throw new IllegalArgumentException("a semaphore cannot have " + permits + " permits");
        this.permits = permits;
    }

    @Override
    public final Lease acquire() {
        home.enter();
        if (permits > 0) permits--;
        else waiters.await(); // the release leaves its permit to this waiter
        if (held == null) held = this::release;
        return held;
    }

    @Override
    public final boolean tryAcquire() {
        home.touch();
        if (permits == 0) return false;
        permits--;
        return true;
    }

    /**
     * Releases a permit: the one that waits longest has it at once. Does not suspend.
     *
     * @throws IllegalStateException if there cannot be more of them
     */
    @Override
    public final void release() {
        home.touch();
        checkRelease(permits);
        if (waiters.isEmpty()) permits++;
        else waiters.wakeFirst();
    }

    /** Throws if no permit can be released while so many are there. */
    void checkRelease(int free) {
        if (free == Integer.MAX_VALUE)
            throw new IllegalStateException("a semaphore holds no more permits than " + free);
    }

    /** {@return how many permits are there to be acquired} */
    public final int permits() {
        return permits;
    }

    /** {@return whether {@link #acquire} would have to wait} */
    public final boolean isLocked() {
        return permits == 0;
    }

    /** {@return how many tasks wait for a permit} */
    public final int waiting() {
        return waiters.size();
    }

    @Override
    public String toString() {
        return "semaphore (" + permits + " permits, " + waiting() + " waiting)";
    }
}
