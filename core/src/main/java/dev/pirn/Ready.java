package dev.pirn;

/** Something that can stand in a loop's ready queue and, for other threads, in its inbox. */
abstract class Ready {

    /** Runs one step on the bare loop thread. Failures of user code are the entry's own business. */
    abstract void step();

    /** Told when the loop takes this entry out of its inbox. */
    void taken() {}

    /** Told when the loop was closed before this entry's turn came. */
    void dropped() {}
}
