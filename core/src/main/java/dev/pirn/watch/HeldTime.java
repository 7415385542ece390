package dev.pirn.watch;

/**
 * How long a loop has been held in one turn, and for how much of that the program is to blame. Confined to the
 * watchdog.
 *
 * <p>The program's is time in which its code ran on a processor, or waited in a call that blocks. Not the program's is
 * time in which the JVM loaded or initialised classes, stopped the thread (garbage collector, safepoint, compiler), or
 * in which the thread could run and got no processor. A look is taken to speak for the time since the look before.
 */
final class HeldTime {

    /** By the program, in nanoseconds; in the step that runs now. */
    long program;

    long inStep;

    /** How long the thread has now done nothing in a line that should compute, in nanoseconds. */
    long inJvm;

    private long wall;
    private long cpu;
    private boolean cpuIsKnown = true;
    private boolean stepped;
    private boolean steppedBefore;

    /** The loop turned. */
    void reset() {
        wall = 0;
        cpu = 0;
        cpuIsKnown = true;
        inJvm = 0;
        stepped = false;
        restart();
    }

    /** What held the loop so far was reported. */
    void restart() {
        program = 0;
        inStep = 0;
    }

    /**
     * Adds the time since the last look.
     *
     * @param look what holds the loop
     * @param use what its thread did since the last look
     * @param hasStepped whether another step began since then
     * @param passed the time by the clock
     * @param countable as much of that as the watchdog itself could run
     * @return how much of it is the program's
     */
    long add(Look look, SchedStat.Use use, boolean hasStepped, long passed, long countable) {
        steppedBefore = stepped;
        stepped = hasStepped;
        wall += passed;
        cpu += Math.max(0, use.ran());
        cpuIsKnown &= use.isKnown() && use.state() != SchedStat.Use.NO_STATE;
        inJvm = isIdleInJvm(look, use, passed) ? inJvm + countable : 0;
        long counted = look.isLoading() ? 0 : counted(look, use, passed, countable);
        program += counted;
        inStep = hasStepped ? 0 : inStep + counted;
        return counted;
    }

    private static long counted(Look look, SchedStat.Use use, long passed, long countable) {
        if (!use.isKnown()) return countable;
        if (look.computes() || use.isRunnable()) return Math.min(passed, use.ran());
        return Math.max(0, countable - use.waited());
    }

    /** Whether a thread that should compute does nothing, and not for want of a processor. */
    private static boolean isIdleInJvm(Look look, SchedStat.Use use, long passed) {
        return look.computes() && use.isSleeping() && use.ran() < passed / 10;
    }

    /** By the clock, in milliseconds. */
    long millis() {
        return wall / 1_000_000;
    }

    /** On a processor, in milliseconds; -1 if that is not known. */
    long cpuMillis() {
        return cpuIsKnown ? cpu / 1_000_000 : -1;
    }

    /**
     * Whether it cannot be said yet if one step holds the loop: another one began since the last look, and none before.
     */
    boolean mayBeOneStep() {
        return stepped && !steppedBefore;
    }

    /** Whether steps came one after the other. */
    boolean hasManySteps() {
        return stepped && steppedBefore;
    }
}
