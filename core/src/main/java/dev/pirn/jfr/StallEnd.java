package dev.pirn.jfr;

import dev.pirn.observe.Stall;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A loop turns again. */
@Name("dev.pirn.StallEnd")
@Label("Stall End")
@Category("Pirn")
@Description("A loop turns again.")
@Enabled(false)
@StackTrace(false)
public final class StallEnd extends Event {

    private static final StallEnd PROBE = new StallEnd();

    @Label("Loop")
    String loop = "";

    @Label("Holder")
    @Description("The task or callback that held the loop")
    String holder = "";

    @Label("Length")
    @Timespan(Timespan.MILLISECONDS)
    long length;

    private StallEnd() {}

    /**
     * Records one.
     *
     * @param stall the stall, which is over
     */
    public static void record(Stall stall) {
        StallEnd event = new StallEnd();
        event.loop = stall.loop();
        event.holder = stall.holder();
        event.length = stall.millis();
        event.commit();
    }

    static boolean isOn() {
        return PROBE.isEnabled();
    }
}
