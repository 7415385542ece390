package dev.pirn.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A thread submitted something to a loop that waited in its driver, and woke it. */
@Name("dev.pirn.ForeignWakeup")
@Label("Foreign Wake-up")
@Category("Pirn")
@Description("A thread submitted something to a loop that waited in its driver, and woke it.")
@Enabled(false)
@StackTrace(true)
public final class ForeignWakeup extends Event {

    private static final ForeignWakeup PROBE = new ForeignWakeup();

    @Label("Loop")
    String loop = "";

    @Label("What")
    @Description("The task that can go on, or the kind of entry")
    String what = "";

    private ForeignWakeup() {}

    /**
     * Records one, on the thread that wakes the loop.
     *
     * @param loop the loop
     * @param what what was submitted
     */
    public static void record(String loop, String what) {
        ForeignWakeup event = new ForeignWakeup();
        event.loop = loop;
        event.what = what;
        Primer.prime();
        event.commit();
    }

    static boolean isOn() {
        return PROBE.isEnabled();
    }
}
