package dev.pirn.sync;

import dev.pirn.Handle;
import dev.pirn.Loop;
import dev.pirn.WaitReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets something happen only so often: a token bucket. Permits come back at an even rate, up to as many as the bucket
 * holds; what exceeds that waits. Fair: a permit goes to the longest waiter. {@linkplain dev.pirn.sync Confined} to one
 * loop, whose clock it uses.
 *
 * <p>A permit is taken, not borrowed: nothing is released. {@link CapacityLimiter} limits how much happens at once.
 */
public final class RateLimiter {

    private final Confinement home = new Confinement("rate limiter");
    private final WaitQueue<Object> waiters = new WaitQueue<>(home, () -> WaitReason.of("rate", this));

    private final int permits;
    private final int burst;
    private final Duration per;

    /** What a permit costs. Each nanosecond earns {@link #permits}: so nothing is ever rounded. */
    private final long cost;

    private final long full;

    private long credit;
    private long creditAt;

    /** The loop, of which the credit is, as {@link Confinement#generation} counts. */
    private int generation = -1;

    /** Ends the first wait; null if there is none. */
    private @Nullable Handle timer;

    /**
     * Creates a limiter whose bucket holds the permits of one period, and is full.
     *
     * @param permits how many permits come back in a period
     * @param per the period
     */
    public RateLimiter(int permits, Duration per) {
        this(permits, per, permits);
    }

    /**
     * Creates a limiter whose bucket is full.
     *
     * @param permits how many permits come back in a period
     * @param per the period
     * @param burst how many permits the bucket holds: so many may be taken at once after a pause
     * @throws IllegalArgumentException if one of them is not positive, or the time to fill the bucket exceeds 292 years
     *     divided by {@code permits}
     */
    public RateLimiter(int permits, Duration per, int burst) {
        if (permits < 1 || burst < 1 || !per.isPositive())
            throw new IllegalArgumentException("a rate of " + permits + " per " + per + " with a burst of " + burst);
        this.permits = permits;
        this.burst = burst;
        this.per = per;
        try {
            this.cost = per.toNanos();
            this.full = Math.multiplyExact(cost, burst);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("too long to count: " + burst + " times " + per, e);
        }
    }

    /**
     * Takes a permit; suspends until there is one. Cancelled while it waits, the caller has taken none.
     *
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    public void acquire() {
        home.enter();
        if (takeNow()) return;
        schedule();
        try {
            waiters.await();
        } finally {
            if (waiters.isEmpty()) stopTimer(); // the last waiter was cancelled
        }
    }

    /**
     * Takes a permit if there is one and no task waits for it. Called in a coroutine or a callback; never suspends.
     *
     * @return whether it was taken
     */
    public boolean tryAcquire() {
        home.touch();
        return takeNow();
    }

    /** {@return how many permits could be taken now} Called in a coroutine or a callback; never suspends. */
    public int available() {
        home.touch();
        refill();
        return (int) (credit / cost);
    }

    /** {@return how many tasks wait for a permit} */
    public int waiting() {
        return waiters.size();
    }

    private boolean takeNow() {
        refill();
        return waiters.isEmpty() && take();
    }

    private boolean take() {
        if (credit < cost) return false;
        credit -= cost;
        return true;
    }

    private void refill() {
        long now = Loop.current().time();
        if (generation != home.generation()) {
            generation = home.generation();
            timer = null;
            credit = full;
        } else {
            long missing = full - credit;
            long passed = now - creditAt;
            credit = passed > missing / permits ? full : credit + passed * permits;
        }
        creditAt = now;
    }

    /** Sets the timer for the next permit, rounded up to a nanosecond. */
    private void schedule() {
        if (timer != null) return;
        long wait = (cost - credit + permits - 1) / permits;
        timer = Loop.current().callAt(creditAt + wait, this::serve);
    }

    private void serve() {
        timer = null;
        refill();
        while (!waiters.isEmpty() && take()) waiters.wakeFirst();
        if (!waiters.isEmpty()) schedule();
    }

    private void stopTimer() {
        if (timer != null) timer.cancel();
        timer = null;
    }

    @Override
    public String toString() {
        return "rate limiter (" + permits + " per " + per + ", burst " + burst + ", " + waiting() + " waiting)";
    }
}
