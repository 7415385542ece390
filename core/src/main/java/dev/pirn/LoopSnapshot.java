package dev.pirn;

import dev.pirn.observe.LoopInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Observe: a loop and its tasks as they were when it was read. The culprit is what runs now, if it is stalled. */
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
