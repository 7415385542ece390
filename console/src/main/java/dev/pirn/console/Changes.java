package dev.pirn.console;

import dev.pirn.observe.Dump;
import dev.pirn.observe.Meter;
import dev.pirn.observe.Stall;
import java.util.List;
import java.util.Map;

/**
 * What a page is told when it asks what is new.
 *
 * @param version what it asks from the next time
 * @param isWhole whether the tasks are all that there are; otherwise they are those that changed
 * @param nextMillis when it should ask again
 * @param dump the loops, and the cycles
 * @param readings what was measured of each loop, by its number
 * @param stalls the last times in which loops did not turn, oldest first
 * @param tellsTime whether what sleeping tasks wait for is up to date
 * @param tasks the tasks that changed
 * @param ended the numbers of those that ended
 */
record Changes(
        long version,
        boolean isWhole,
        long nextMillis,
        Dump dump,
        Map<Integer, Meter.Reading> readings,
        List<Stall> stalls,
        boolean tellsTime,
        List<TaskEntry> tasks,
        List<Long> ended) {}
