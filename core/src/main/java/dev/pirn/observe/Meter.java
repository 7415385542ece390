package dev.pirn.observe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures one loop and its tasks while it is open: turned on by {@code Loop.meter()}, off by {@link #close}. A loop
 * without a meter pays nothing; a measured one reads the time once a step.
 *
 * <p>Any number of meters may measure a loop at once, each with its own beginning. All methods may be called from any
 * thread; none suspends, waits for the loop, or makes it wait, so that a loop which is stuck can be read as well. Not
 * to be implemented by users.
 */
public interface Meter extends AutoCloseable {

    /**
     * {@return what was measured since the meter was made} Of a meter that was closed, what was measured until then.
     * Two threads that read the same meter share the percentiles, which are of the steps since the reading before.
     */
    Reading read();

    /** Ends the measuring. Idempotent. */
    @Override
    void close();

    /**
     * What was measured of a loop. Times are in nanoseconds of the system's monotonic clock, whatever the loop's own
     * is; sums count from the making of the meter. A step is what runs in one go: a callback, or a task from where it
     * resumes to where it suspends.
     *
     * @param nanos how long the meter has measured
     * @param turns turns of the loop that began
     * @param steps steps that ended
     * @param pollNanos time spent in the driver, which is where a loop waits that has nothing to do
     * @param busyNanos time spent in steps
     * @param callbackNanos how much of {@code busyNanos} went to steps that were not of tasks
     * @param endedNanos how much of {@code busyNanos} went to tasks that have ended
     * @param readyDepth how many entries the last turn found in the ready queue
     * @param taskCount tasks that had not ended at the end of the last turn's batch
     * @param timers timers that were pending then
     * @param openSockets sockets, listeners and files that were open then
     * @param stepP50Nanos the median duration of the steps since the reading before, to within 13 %; 0 if there were
     *     none
     * @param stepP99Nanos the 99th percentile of the same
     * @param stepNanos how long the step has run that the loop is in now; 0 if it is in none
     * @param foreignWakeups entries that came from other threads
     * @param tasks the tasks that have run or could have run since the meter was made, and have not ended, by their
     *     numbers; a task that is not here has waited all the time
     */
    record Reading(
            long nanos,
            long turns,
            long steps,
            long pollNanos,
            long busyNanos,
            long callbackNanos,
            long endedNanos,
            int readyDepth,
            int taskCount,
            int timers,
            int openSockets,
            long stepP50Nanos,
            long stepP99Nanos,
            long stepNanos,
            long foreignWakeups,
            Map<Long, TaskReading> tasks) {

        /** Copies the map. */
        public Reading {
            tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks)); // in their order
        }
    }

    /**
     * What was measured of a task. The times are since it was made, or since the meter was, whichever was later, and
     * include the state that it is in.
     *
     * @param name its name
     * @param state where it stands
     * @param steps how often it has run
     * @param busyNanos time in which it ran
     * @param scheduledNanos time in which it could have run, and others did
     * @param waitingNanos time in which it waited for something
     * @param foreignWakeups how often another thread made it go on
     */
    record TaskReading(
            String name,
            TaskInfo.State state,
            long steps,
            long busyNanos,
            long scheduledNanos,
            long waitingNanos,
            long foreignWakeups) {}
}
