package dev.pirn.watch;

/**
 * Observers' time. {@link #millis} is the time to about 50 ms, for the price of reading a field: enough for ages that
 * people look at. The watchdog makes it go on while there is a loop.
 */
public final class CoarseClock {

    private static final long ORIGIN = nanos();

    private static volatile int millis;

    private CoarseClock() {}

    /** {@return the exact time, in nanoseconds since some origin, by the system's clock} From any thread. */
    static long nanos() {
        return System.nanoTime();
    }

    /** {@return milliseconds since some origin; they overflow, so compare by difference} From any thread. */
    public static int millis() {
        return millis;
    }

    /**
     * {@return how long ago a time was, in milliseconds}
     *
     * @param then the time, by {@link #millis}
     */
    public static int since(int then) {
        return Math.max(0, millis - then);
    }

    /** Takes the time over from the system's clock. */
    static void tick() {
        millis = (int) ((nanos() - ORIGIN) / 1_000_000);
    }
}
