package dev.pirn.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;

/** A loop asked its driver what is ready, and waited for it if it had nothing else to do. */
@Name("dev.pirn.Poll")
@Label("Poll")
@Category("Pirn")
@Description("A loop asked its driver what is ready, and waited for it if it had nothing else to do.")
@Enabled(false)
@StackTrace(false)
@Threshold("0 ns")
public final class Poll extends Event {

    private static final Poll PROBE = new Poll();

    @Label("Loop")
    String loop = "";

    @Label("Completions")
    @Description("How many operations were completed")
    int completions;

    @Label("Longest Wait")
    @Description("How long it would have waited at most: 0 if it did not wait, negative if without limit")
    @Timespan(Timespan.NANOSECONDS)
    long timeout;

    private Poll() {}

    /** {@return a poll that begins now, on the thread of the loop} */
    public static Poll start() {
        Poll event = new Poll();
        event.begin();
        return event;
    }

    /**
     * Records it, now that it has ended.
     *
     * @param loopName the loop
     * @param completed how many operations were completed
     * @param timeoutNanos how long it would have waited at most
     */
    public void record(String loopName, int completed, long timeoutNanos) {
        loop = loopName;
        completions = completed;
        timeout = timeoutNanos;
        end();
        if (!shouldCommit()) return;
        Primer.prime();
        commit();
    }

    static boolean isOn() {
        return PROBE.isEnabled();
    }
}
