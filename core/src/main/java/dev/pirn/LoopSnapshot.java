package dev.pirn;

import dev.pirn.observe.LoopInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Observe: a loop and its tasks as they were when it was read.
 *
 * @param loop the loop
 * @param state what its thread does
 * @param counts its own figures
 * @param thread who runs it
 * @param culprit the task that runs now; asked for only if the loop is stalled
 * @param tasks its tasks
 */
record LoopSnapshot(
        RunLoop loop,
        LoopInfo.State state,
        Counts counts,
        @Nullable Thread thread,
        @Nullable TaskCore<?> culprit,
        List<TaskSnapshot> tasks) {

    /** The figures of a loop; see {@link LoopInfo}. */
    record Counts(long turns, int ready, int timers, int pendingIo) {}
}
