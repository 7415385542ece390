package dev.pirn.bench.micro;

import java.time.Duration;

/**
 * How many operations one call of a benchmark does: so many that starting a coroutine, or waking a thread, for them
 * does not show in the figure.
 */
final class Batch {

    /** Of operations that take some ten to some thousand nanoseconds. */
    static final int SIZE = 20_000;

    /** Of callbacks that follow each other on a thread which must first be woken. */
    static final int CALLBACKS = 100_000;

    /** Of tasks that are started, then awaited together. */
    static final int GATHERED = 1000;

    /** Of entries that other threads submit: those threads must all have begun long before the end. */
    static final int SUBMITTED = 200_000;

    /** Of timers that are due together. */
    static final int DUE = 10_000;

    /** So many times in a row, of which only the first must wake a thread. */
    static final int TIMES = 10;

    /** Of round trips between two threads, which take some microseconds. */
    static final int ROUND_TRIPS = 1000;

    /** In a queue that is never waited for. */
    static final int ROOM = 16;

    /** Of timers that are scheduled, then cancelled. */
    static final int TIMERS = 100_000;

    /** Later than any benchmark ends. */
    static final Duration FAR = Duration.ofHours(1);

    private Batch() {}
}
