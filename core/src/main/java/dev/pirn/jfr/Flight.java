package dev.pirn.jfr;

/**
 * Whether a flight recording wants to know. As long as none was ever started, the JIT knows the answer and removes the question
 * with what depends on it; later it costs the read of a field. From any thread.
 */
public final class Flight {

    private static final boolean PRESENT = isPresent();

    private Flight() {}

    private static boolean isPresent() {
        Module ours = Flight.class.getModule();
        return ModuleLayer.boot().findModule("jdk.jfr").filter(ours::canRead).isPresent();
    }

    /** {@return whether the beginnings of tasks are recorded} See {@link TaskStart}. */
    public static boolean seesTaskStarts() {
        return PRESENT && TaskStart.isOn();
    }

    /** {@return whether the ends of tasks are recorded} See {@link TaskEnd}. */
    public static boolean seesTaskEnds() {
        return PRESENT && TaskEnd.isOn();
    }

    /** {@return whether steps are timed, for {@link SlowStep} or the busy time in {@link TaskEnd}} */
    public static boolean timesSteps() {
        return PRESENT && (SlowStep.isOn() || TaskEnd.isOn());
    }

    /** {@return whether polls are recorded} See {@link Poll}. */
    public static boolean seesPolls() {
        return PRESENT && Poll.isOn();
    }

    /** {@return whether wake-ups by other threads are recorded} See {@link ForeignWakeup}. */
    public static boolean seesWakeups() {
        return PRESENT && ForeignWakeup.isOn();
    }

    /** {@return whether stalls are recorded} See {@link StallBegin} and {@link StallEnd}. */
    public static boolean seesStalls() {
        return PRESENT && (StallBegin.isOn() || StallEnd.isOn());
    }

    /** {@return whether connections are recorded} See {@link ConnectionOpen} and {@link ConnectionClose}. */
    public static boolean seesConnections() {
        return PRESENT && (ConnectionOpen.isOn() || ConnectionClose.isOn());
    }
}
