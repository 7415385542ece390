package dev.pirn.bench.micro;

import java.time.Duration;

/**
 * How many operations one call of a benchmark does: so many that starting a coroutine, or waking a thread, for them does not
 * show in the figure.
 */
final class Batch {

    /** Of operations that take some ten to some thousand nanoseconds. */
    static final int SIZE = 10_000;

    /** Of tasks that are started, then awaited together. */
    static final int GATHERED = 1000;

    /** Of entries that other threads submit: those threads must all have begun long before the end. */
    static final int SUBMITTED = 200_000;

    /** Of timers that are scheduled, then cancelled. */
    static final int TIMERS = 100_000;

    /** Later than any benchmark ends. */
    static final Duration FAR = Duration.ofHours(1);

    private Batch() {}
}
