package dev.pirn.jfr;

import jdk.jfr.FlightRecorder;

/**
 * Whether a flight recording wants to know. As long as no recording was ever started this is one field that is false, and the
 * classes of the events are not loaded: that would start half of Flight Recorder. From any thread.
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
            boolean[] _ = {
                TaskStart.isOn(),
                TaskEnd.isOn(),
                SlowStep.isOn(),
                Poll.isOn(),
                ForeignWakeup.isOn(),
                StallBegin.isOn(),
                StallEnd.isOn(),
                ConnectionOpen.isOn(),
                ConnectionClose.isOn()
            };
            Primer.prime();
        }
    }

    /** {@return whether the beginnings of tasks are recorded} See {@link TaskStart}. */
    public static boolean seesTaskStarts() {
        return active && TaskStart.isOn();
    }

    /** {@return whether the ends of tasks are recorded} See {@link TaskEnd}. */
    public static boolean seesTaskEnds() {
        return active && TaskEnd.isOn();
    }

    /** {@return whether steps are timed, for {@link SlowStep} or the busy time in {@link TaskEnd}} */
    public static boolean timesSteps() {
        return active && (SlowStep.isOn() || TaskEnd.isOn());
    }

    /** {@return whether polls are recorded} See {@link Poll}. */
    public static boolean seesPolls() {
        return active && Poll.isOn();
    }

    /** {@return whether wake-ups by other threads are recorded} See {@link ForeignWakeup}. */
    public static boolean seesWakeups() {
        return active && ForeignWakeup.isOn();
    }

    /** {@return whether stalls are recorded} See {@link StallBegin} and {@link StallEnd}. */
    public static boolean seesStalls() {
        return active && (StallBegin.isOn() || StallEnd.isOn());
    }

    /** {@return whether connections are recorded} See {@link ConnectionOpen} and {@link ConnectionClose}. */
    public static boolean seesConnections() {
        return active && (ConnectionOpen.isOn() || ConnectionClose.isOn());
    }
}
