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
    @Description("By the clock")
    @Timespan(Timespan.MILLISECONDS)
    long length;

    @Label("Processor Time")
    @Description("For how long of that the thread of the loop ran on a processor; negative if that is not known")
    @Timespan(Timespan.MILLISECONDS)
    long processorTime;

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
        event.processorTime = stall.cpuMillis();
        event.commit();
    }

    static boolean isOn() {
        return PROBE.isEnabled();
    }
}
