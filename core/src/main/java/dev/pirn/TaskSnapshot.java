package dev.pirn;

import dev.pirn.observe.TaskInfo;
import org.jspecify.annotations.Nullable;

/**
 * Observe: a task as it was when its loop was read, with its group and the task that owns that. What changes is copied,
 * the rest is worked out later, by the thread that asked for the dump.
 */
record TaskSnapshot(
        TaskCore<?> task,
        TaskInfo.State state,
        boolean isCancelling,
        int ageMillis,
        int stateMillis,
        @Nullable TaskGroup group,
        @Nullable TaskCore<?> owner,
        WaitReason.@Nullable Described described,
        @Nullable WaitReason purpose,
        Context context) {

    /** What a wait says of itself; where the loop is read from outside it may change meanwhile. */
    static WaitReason purpose(WaitReason.Described wait) {
        try {
            return wait.purpose();
        } catch (RuntimeException e) {
            return WaitReason.unknown(wait);
        }
    }
}
