package dev.pirn.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A step of a task, or a callback, that held the loop for longer than the threshold. */
@Name("dev.pirn.SlowStep")
@Label("Slow Step")
@Category("Pirn")
@Description("A step of a task, or a callback, that held the loop for longer than the threshold.")
@Enabled(false)
@StackTrace(false)
@Threshold("20 ms")
public final class SlowStep extends Event {

    private static final SlowStep PROBE = new SlowStep();

    @Label("Step")
    @Description("The task or callback")
    String step = "";

    @Label("Loop")
    String loop = "";

    private SlowStep() {}

    /** {@return a step that begins now, on the thread of the loop} */
    public static SlowStep start() {
        SlowStep event = new SlowStep();
        event.begin();
        return event;
    }

    /** {@return whether it was slow enough to be recorded} It has ended. */
    public boolean wasSlow() {
        end();
        return shouldCommit();
    }

    /**
     * Records it.
     *
     * @param name the task or callback
     * @param loopName its loop
     */
    public void record(String name, String loopName) {
        step = name;
        loop = loopName;
        Primer.prime();
        commit();
    }

    static boolean isOn() {
        return PROBE.isEnabled();
    }
}
