package dev.pirn.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A coroutine has ended, on the thread of the event. */
@Name("dev.pirn.TaskEnd")
@Label("Task End")
@Category("Pirn")
@Description("A coroutine has ended, on the thread of the event.")
@Enabled(false)
@StackTrace(false)
public final class TaskEnd extends Event {

    private static final TaskEnd PROBE = new TaskEnd();

    @Label("Task")
    @Description("The number of the task, which is that of its thread")
    long task;

    @Label("Name")
    String name = "";

    @Label("Loop")
    String loop = "";

    @Label("Outcome")
    @Description("finished, failed or cancelled")
    String outcome = "";

    @Label("Reason")
    @Description("Why it was cancelled, or what it failed with")
    @Nullable
    String reason;

    @Label("Busy Time")
    @Description("How long its steps held the loop while they were recorded")
    @Timespan(Timespan.NANOSECONDS)
    long busyTime;

    private TaskEnd() {}

    /**
     * Records one, on the thread of the coroutine.
     *
     * @param task the number of the task
     * @param name its name
     * @param loop its loop
     * @param outcome how it ended
     * @param reason why it was cancelled or what it failed with; null if it finished
     * @param busyNanos how long its steps held the loop while they were recorded
     */
    public static void record(
            long task, String name, String loop, String outcome, @Nullable String reason, long busyNanos) {
        TaskEnd event = new TaskEnd();
        event.task = task;
        event.name = name;
        event.loop = loop;
        event.outcome = outcome;
        event.reason = reason;
        event.busyTime = busyNanos;
        event.commit();
    }

    static boolean isOn() {
        return PROBE.isEnabled();
    }
}
