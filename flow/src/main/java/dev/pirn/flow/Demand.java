package dev.pirn.flow;

import java.util.concurrent.atomic.AtomicLong;

/** How many values a subscriber still wants. Any thread adds, one takes; a cancellation is for ever. */
final class Demand {

    private static final long CANCELLED = Long.MIN_VALUE;
    private static final long UNBOUNDED = Long.MAX_VALUE;

    private final AtomicLong wanted = new AtomicLong();

    /** {@return whether this ended a want: the one who takes may be waiting for it} */
    boolean add(long more) {
        while (true) {
            long now = wanted.get();
            if (now == CANCELLED || now == UNBOUNDED) return false;
            long sum = now + more;
            if (wanted.compareAndSet(now, sum < 0 ? UNBOUNDED : sum)) return now == 0;
        }
    }

    /** Takes one. {@return false if there is none} */
    boolean take() {
        while (true) {
            long now = wanted.get();
            if (now == UNBOUNDED) return true;
            if (now <= 0) return false;
            if (wanted.compareAndSet(now, now - 1)) return true;
        }
    }

    /** {@return whether this was the first cancellation} */
    boolean cancel() {
        return wanted.getAndSet(CANCELLED) != CANCELLED;
    }

    boolean isCancelled() {
        return wanted.get() == CANCELLED;
    }

    /** {@return whether there is none, and may be some later} */
    boolean isWanting() {
        return wanted.get() == 0;
    }
}
