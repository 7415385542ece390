package dev.pirn.observe;

import java.time.Instant;
import java.util.List;

/**
 * All loops of this JVM and their tasks, as they were when they were looked at. Taken with {@code Pirn.dump}.
 *
 * @param pid the process
 * @param taken when, by the system's clock
 * @param loops the loops that are not closed, in order of their making
 * @param cycles the rings of tasks that wait for each other and for nothing else, which no one can end but a cancellation: each a
 *     list of numbers of tasks, of which each waits for the next, and the last for the first
 */
public record Dump(long pid, Instant taken, List<LoopInfo> loops, List<List<Long>> cycles) {

    /** What a dump contains besides the tasks. */
    public enum Part {
        /** The stack of each task. */
        STACKS,
        /** The task-local values of each task, as their {@code toString} puts them. */
        LOCALS
    }

    /** Copies the lists. */
    public Dump {
        loops = List.copyOf(loops);
        cycles = cycles.stream().map(List::copyOf).toList();
    }
}
