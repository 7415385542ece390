package dev.pirn;

/**
 * Observe: watches the tasks of a loop: for tracing, metrics, tests of scheduling. Called for each task, in this
 * order: spawned, then for each of its steps scheduled, before, after, and at last exited. Set with {@link
 * Runner.Builder#instrument} or {@link Loop#addInstrument}; costs nothing where there is none.
 *
 * <p>All methods are called on the bare loop thread. They must not block, await or change what they watch. One that
 * throws is removed, and reported to the loop's exception handler.
 */
public interface Instrument {

    /**
     * A task was made; it stands in the ready queue.
     *
     * @param task the task
     */
    default void spawned(Task<?> task) {}

    /**
     * A task can run, and will in the batch that begins now.
     *
     * @param task the task
     */
    default void scheduled(Task<?> task) {}

    /**
     * A task gets the loop.
     *
     * @param task the task
     */
    default void beforeStep(Task<?> task) {}

    /**
     * A task has given the loop back: it waits, has let others go first, or has ended.
     *
     * @param task the task
     */
    default void afterStep(Task<?> task) {}

    /**
     * A task has ended; its result is there. Not called for tasks that the loop's closing stranded.
     *
     * @param task the task
     */
    default void exited(Task<?> task) {}
}
