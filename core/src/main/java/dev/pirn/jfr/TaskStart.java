package dev.pirn.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A coroutine began to run, on the thread of the event. */
@Name("dev.pirn.TaskStart")
@Label("Task Start")
@Category("Pirn")
@Description("A coroutine began to run, on the thread of the event.")
@Enabled(false)
@StackTrace(false)
public final class TaskStart extends Event {

    private static final TaskStart PROBE = new TaskStart();

    @Label("Task")
    @Description("The number of the task, which is that of its thread")
    long task;

    @Label("Name")
    String name = "";

    @Label("Loop")
    String loop = "";

    private TaskStart() {}

    /**
     * Records one, on the thread of the coroutine.
     *
     * @param task the number of the task
     * @param name its name
     * @param loop its loop
     */
    public static void record(long task, String name, String loop) {
        TaskStart event = new TaskStart();
        event.task = task;
        event.name = name;
        event.loop = loop;
        event.commit();
    }

    static boolean isOn() {
        return PROBE.isEnabled();
    }
}
