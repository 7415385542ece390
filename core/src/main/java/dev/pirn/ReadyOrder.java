package dev.pirn;

/**
 * Run: chooses the order in which a loop runs what is ready. Loops run first in, first out; a test may shuffle, to
 * find code that depends on an order that is not promised.
 */
@FunctionalInterface
public interface ReadyOrder {

    /**
     * Chooses the next entry of the batch. Called on the loop thread.
     *
     * @param remaining how many entries of this turn's batch are left, at least 1
     * @return the index of the one to run next, from 0 (the oldest) to {@code remaining - 1}
     */
    int next(int remaining);
}
