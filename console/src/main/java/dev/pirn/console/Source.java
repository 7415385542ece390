package dev.pirn.console;

import dev.pirn.observe.Dump;
import dev.pirn.observe.Meter;
import dev.pirn.observe.Stall;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/** What a console shows. Its methods are called by one thread at a time, or by several where that is said. */
interface Source extends AutoCloseable {

    /**
     * All loops and tasks. From several threads at once.
     *
     * @param parts what else than the tasks
     */
    default Dump dump(Dump.Part... parts) {
        return dump(_ -> true, parts);
    }

    /**
     * All loops and tasks, with a closer look at some. From several threads at once.
     *
     * @param closer the numbers of the tasks of which the parts are wanted
     * @param parts what else than the tasks
     */
    Dump dump(LongPredicate closer, Dump.Part... parts);

    /**
     * What was measured of each loop since measuring began, by the loop's number. Begins to measure those that are new.
     */
    Map<Integer, Meter.Reading> readings();

    /** The last times in which loops did not turn, oldest first. */
    List<Stall> stalls();

    /** Ends the measuring until it is asked for again. */
    void rest();

    /** Ends the measuring for good. */
    @Override
    default void close() {
        rest();
    }
}
