package dev.pirn;

import dev.pirn.observe.TaskInfo;
import org.jspecify.annotations.Nullable;

/**
 * Observe: a task as it was when its loop was read: what changes is copied, the rest is worked out later, by the
 * thread that asked for the dump.
 *
 * @param task the task
 * @param state where it stands
 * @param isCancelling whether its cancellation was requested
 * @param ageMillis how old it is
 * @param stateMillis how long it has been in its state
 * @param group the group whose child it is
 * @param owner the task that owns that group
 * @param described what knows what it waits for
 * @param purpose its answer
 * @param context its task-local values
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
