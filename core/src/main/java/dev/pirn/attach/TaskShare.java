package dev.pirn.attach;

import dev.pirn.observe.Meter.TaskReading;
import dev.pirn.observe.TaskInfo;

/** What a task did between two readings. */
record TaskShare(
        int loop,
        long id,
        String name,
        TaskInfo.State state,
        long steps,
        long busyNanos,
        long scheduledNanos,
        long waitingNanos,
        long foreignWakeups) {

    static final TaskReading NOTHING = new TaskReading("", TaskInfo.State.READY, 0, 0, 0, 0, 0);

    /** @param nanos between the readings; a task that was met late brings the time before */
    static TaskShare between(int loop, long id, TaskReading earlier, TaskReading later, long nanos) {
        return new TaskShare(
                loop,
                id,
                later.name(),
                later.state(),
                later.steps() - earlier.steps(),
                within(later.busyNanos() - earlier.busyNanos(), nanos),
                within(later.scheduledNanos() - earlier.scheduledNanos(), nanos),
                within(later.waitingNanos() - earlier.waitingNanos(), nanos),
                later.foreignWakeups() - earlier.foreignWakeups());
    }

    private static long within(long share, long nanos) {
        return Math.clamp(share, 0, nanos);
    }
}
