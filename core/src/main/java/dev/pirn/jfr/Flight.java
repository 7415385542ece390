package dev.pirn.jfr;

import dev.pirn.jfr.Events.ConnectionClose;
import dev.pirn.jfr.Events.ConnectionOpen;
import dev.pirn.jfr.Events.ForeignWakeup;
import dev.pirn.jfr.Events.Poll;
import dev.pirn.jfr.Events.Primer;
import dev.pirn.jfr.Events.SlowStep;
import dev.pirn.jfr.Events.StallBegin;
import dev.pirn.jfr.Events.StallEnd;
import dev.pirn.jfr.Events.TaskEnd;
import dev.pirn.jfr.Events.TaskStart;
import jdk.jfr.FlightRecorder;

/**
 * Whether a flight recording wants to know. As long as no recording was ever started this is one field that is false,
 * and the classes of the events are not loaded: that would start half of Flight Recorder. From any thread.
 */
public final class Flight {

    private static final boolean PRESENT = isPresent();

    /** Whether Flight Recorder is in use, and the events are known to it. */
    private static volatile boolean active;

    private Flight() {}

    private static boolean isPresent() {
        Module ours = Flight.class.getModule();
        return ModuleLayer.boot().findModule("jdk.jfr").filter(ours::canRead).isPresent();
    }

    /** Looks whether Flight Recorder has come into use. Called by the watchdog, and when a loop is made. */
    public static void look() {
        if (active || !PRESENT || !Recorder.isInUse()) return;
        Recorder.loadEvents();
        active = true;
    }

    /** Apart, since without the module it cannot be loaded. */
    private static final class Recorder {

        static boolean isInUse() {
            return FlightRecorder.isInitialized();
        }

        /** Loads and so registers them here, which takes a while, rather than on the thread of a loop. */
        static void loadEvents() {
            Object[] _ = {
                TaskStart.PROBE,
                TaskEnd.PROBE,
                SlowStep.PROBE,
                Poll.PROBE,
                ForeignWakeup.PROBE,
                StallBegin.PROBE,
                StallEnd.PROBE,
                ConnectionOpen.PROBE,
                ConnectionClose.PROBE
            };
            Primer.prime();
        }
    }

    /** {@return whether the beginnings of tasks are recorded} */
    public static boolean seesTaskStarts() {
        return active && TaskStart.PROBE.isEnabled();
    }

    /** {@return whether the ends of tasks are recorded} */
    public static boolean seesTaskEnds() {
        return active && TaskEnd.PROBE.isEnabled();
    }

    /** {@return whether steps are timed, for {@link SlowStep} or the busy time in {@link TaskEnd}} */
    public static boolean timesSteps() {
        return active && (SlowStep.PROBE.isEnabled() || TaskEnd.PROBE.isEnabled());
    }

    /** {@return whether polls are recorded} */
    public static boolean seesPolls() {
        return active && Poll.PROBE.isEnabled();
    }

    /** {@return whether wake-ups by other threads are recorded} */
    public static boolean seesWakeups() {
        return active && ForeignWakeup.PROBE.isEnabled();
    }

    /** {@return whether stalls are recorded} */
    public static boolean seesStalls() {
        return active && (StallBegin.PROBE.isEnabled() || StallEnd.PROBE.isEnabled());
    }

    /** {@return whether connections are recorded} */
    public static boolean seesConnections() {
        return active && (ConnectionOpen.PROBE.isEnabled() || ConnectionClose.PROBE.isEnabled());
    }
}
