package dev.pirn;

/**
 * The time since the start of the JVM's first loop, in milliseconds, to about {@value #TICK_MILLIS} ms: what may be read at every
 * step, because it is a field. A thread of its own writes it.
 */
final class CoarseClock {

    private static final int TICK_MILLIS = 50;

    private static final long START = Clock.system().nanoTime();

    /** Plain: who reads an old value is as wrong as if it had read before the tick. */
    private static int now;

    static {
        Thread.ofPlatform().daemon().name("pirn-clock").start(CoarseClock::tick);
    }

    private CoarseClock() {}

    /** {@return the time; it overflows after 24 days, so compare by difference} From any thread. */
    static int millis() {
        return now;
    }

    /** {@return how long ago a time was} */
    static int since(int millis) {
        return Math.max(0, now - millis);
    }

    private static void tick() {
        while (true) {
            now = (int) ((Clock.system().nanoTime() - START) / 1_000_000);
            java.util.concurrent.locks.LockSupport.parkNanos(TICK_MILLIS * 1_000_000L);
        }
    }
}
