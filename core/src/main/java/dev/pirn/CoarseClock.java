package dev.pirn;

/**
 * The time to about 50 ms, for the price of reading a field: enough for ages that people look at. The watchdog makes it go on
 * while there is a loop.
 */
final class CoarseClock {

    private static final long ORIGIN = Clock.system().nanoTime();

    private static volatile int millis;

    private CoarseClock() {}

    /** {@return milliseconds since some origin; they overflow, so compare by difference} From any thread. */
    static int millis() {
        return millis;
    }

    /** {@return how long ago a time was} */
    static int since(int millis) {
        return Math.max(0, CoarseClock.millis - millis);
    }

    /** Takes the time over from the system's clock. */
    static void tick() {
        millis = (int) ((Clock.system().nanoTime() - ORIGIN) / 1_000_000);
    }
}
