package dev.pirn;

/** Run: something that can stand in a loop's ready queue and, for other threads, in its inbox. */
abstract class Ready {

    /** Runs one step on the bare loop thread. Failures of user code are the entry's own business. */
    abstract void step();

    /** Called when the loop takes this entry out of its inbox. */
    void taken() {}

    /** Called when the loop was closed before this entry's turn came. */
    void dropped() {}

    /** What an entry, a {@link Ready} or a {@link Runnable}, is called in a recording. */
    static String kind(Object entry) {
        if (entry instanceof TaskCore<?> task) return "task " + task.name();
        Class<?> kind = entry instanceof Ready ? entry.getClass() : ObservedTurn.Execution.class;
        return kind.isAnonymousClass() ? "completion" : kind.getSimpleName();
    }
}
