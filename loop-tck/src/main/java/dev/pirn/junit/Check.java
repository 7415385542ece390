package dev.pirn.junit;

/** What a {@link PirnTest} looks for after a method that passed. A method that failed is not looked at. */
public enum Check {
    /**
     * Tasks that were neither ended nor cancelled when the method returned; the loop turns up to a hundred times for
     * them.
     */
    TASKS,
    /** Whatever was reported to the loop's exception handler: unread failures, callbacks that failed. */
    FAILURES,
    /**
     * Sockets, listeners and files of the loop that are open, and sockets, pipes and files of the process that were not
     * there before the test. The latter are looked at on Linux, if tests do not run in parallel.
     */
    DESCRIPTORS,
    /** Steps that held the loop for longer than {@link PirnTest#stallMillis}. */
    STALLS
}
