package dev.pirn;

import java.time.Duration;

/**
 * Run: times of the loop's clock, in nanoseconds. Deadlines are compared by difference, since the clock's origin is
 * arbitrary: these stay far enough apart from the extremes for that. From any thread.
 */
final class Deadlines {

    private Deadlines() {}

    /** A comparable time: the extremes, meant as never and at once, are moved to the range's middle half. */
    static long comparable(long nanos) {
        return Math.clamp(nanos, Long.MIN_VALUE / 2, Long.MAX_VALUE / 2);
    }

    /** The time some time from now; a delay too long to count never ends. */
    static long after(long now, Duration delay) {
        long nanos;
        try {
            nanos = delay.toNanos();
        } catch (ArithmeticException e) {
            nanos = delay.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return now + Math.clamp(nanos, Long.MIN_VALUE / 4, Long.MAX_VALUE / 4);
    }
}
