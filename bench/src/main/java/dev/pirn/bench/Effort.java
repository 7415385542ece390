package dev.pirn.bench;

import java.time.Duration;

/**
 * How much time is spent.
 *
 * @param isQuick whether only what a first look needs is measured
 * @param rounds how often everything is measured, in another order each time
 * @param step the time that everything else is a multiple of, 100 ms normally; tests take less
 */
record Effort(boolean isQuick, int rounds, Duration step) {

    /** {@return a multiple of the step} */
    Duration steps(int count) {
        return step.multipliedBy(count);
    }
}
