package dev.pirn.jfr;

import dev.pirn.observe.Stall;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A loop does not turn: one step holds it, or one batch. Recorded by the watchdog when the threshold has passed. */
@Name("dev.pirn.Stall")
@Label("Stall")
@Category("Pirn")
@Description("A loop does not turn: one step holds it, or one batch. Recorded by the watchdog when the threshold has"
        + " passed.")
@Enabled(false)
@StackTrace(false)
public final class StallBegin extends Event {

    private static final StallBegin PROBE = new StallBegin();

    @Label("Loop")
    String loop = "";

    @Label("Thread")
    @Nullable
    Thread thread;

    @Label("Holder")
    @Description("The task or callback that holds the loop")
    String holder = "";

    @Label("Reason")
    @Description("RUNS, MANY_STEPS, PINNED, LOCK or BLOCKING_CALL")
    String reason = "";

    @Label("Why")
    String why = "";

    @Label("Line")
    @Nullable
    String line;

    @Label("So Far")
    @Description("By the clock")
    @Timespan(Timespan.MILLISECONDS)
    long soFar;

    @Label("Processor Time")
    @Description("For how long of that the thread of the loop ran on a processor; negative if that is not known")
    @Timespan(Timespan.MILLISECONDS)
    long processorTime;

    @Label("Stack")
    @Description("Of what holds the loop, a line each call")
    String stack = "";

    private StallBegin() {}

    /**
     * Records one.
     *
     * @param thread the thread of the loop
     * @param stall what was found
     */
    public static void record(Thread thread, Stall stall) {
        StallBegin event = new StallBegin();
        event.loop = stall.loop();
        event.thread = thread;
        event.holder = stall.holder();
        event.reason = stall.reason().name();
        event.why = stall.why();
        event.line = stall.culprit() == null ? null : stall.culprit().toString();
        event.soFar = stall.millis();
        event.processorTime = stall.cpuMillis();
        event.stack = stall.stack().stream().map(StackTraceElement::toString).collect(Collectors.joining("\n"));
        event.commit();
    }

    static boolean isOn() {
        return PROBE.isEnabled();
    }
}
