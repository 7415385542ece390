package dev.pirn.bench.micro;

import java.time.Duration;
import java.util.Random;

/** When timers are due, the same in every run. */
final class Delays {

    private static final long HOUR = Batch.FAR.toNanos();

    private Delays() {}

    /** {@return nanoseconds from one hour to two} */
    static long[] random(int count) {
        return new Random(count).longs(count, HOUR, 2 * HOUR).toArray();
    }

    /** {@return one such delay} */
    static Duration far(Random random) {
        return Duration.ofNanos(random.nextLong(HOUR, 2 * HOUR));
    }
}
