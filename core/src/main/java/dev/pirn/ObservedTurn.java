package dev.pirn;

import dev.pirn.jfr.Events.Poll;
import dev.pirn.jfr.Events.SlowStep;
import dev.pirn.jfr.Flight;
import dev.pirn.spi.IoDriver;
import dev.pirn.watch.Meters;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Observe: the batch and the poll of a turn while they are observed: by instruments, meters, a flight recording,
 * debug mode, or a test that chooses the order. Confined to the loop.
 */
final class ObservedTurn {

    private final RunLoop loop;
    private final ReadyQueue ready;
    private final @Nullable ReadyOrder order;
    private final Meters meters;
    private final IoDriver driver;

    ObservedTurn(RunLoop loop, ReadyQueue ready, @Nullable ReadyOrder order, Meters meters, IoDriver driver) {
        this.loop = loop;
        this.ready = ready;
        this.order = order;
        this.meters = meters;
        this.driver = driver;
    }

    /** Runs so many of the entries that are ready. */
    void runBatch(int count) {
        if (loop.instruments != null) loop.instruments.scheduled(ready);
        meters.batchBegins(ready);
        for (int left = count; left > 0; left--) {
            Object next = order == null ? ready.poll() : ready.poll(Objects.checkIndex(order.next(left), left));
            Ready entry = next instanceof Ready step ? step : new Execution(loop, (Runnable) next);
            meters.stepBegins(entry);
            runInstrumented(entry);
            meters.stepEnds(ready);
        }
        meters.batchEnds(loop.taskCount(), loop.timerCount(), driver.openCount());
    }

    private void runInstrumented(Ready entry) {
        Instruments watching = loop.instruments;
        if (watching == null) run(entry);
        else watching.around(entry, () -> run(entry));
    }

    private void run(Ready entry) {
        Object what = what(entry);
        if (Flight.timesSteps()) runRecorded(entry, what);
        else runWatched(entry, what);
    }

    /** What a step is about, which the step itself forgets when it runs. */
    private static Object what(Ready entry) {
        Object callback = entry instanceof Callback call ? call.callback() : null;
        return callback == null ? entry : callback;
    }

    private void runRecorded(Ready entry, Object what) {
        SlowStep event = loop.flightSteps.begins();
        runWatched(entry, what);
        loop.flightSteps.ends(event, what);
    }

    private void runWatched(Ready entry, Object what) {
        if (!loop.debug) {
            entry.step();
            return;
        }
        long start = loop.slowSteps.begins();
        try {
            entry.step();
        } finally {
            loop.slowSteps.ends(start, what);
        }
    }

    /** Polls the driver, and returns how many operations were completed. */
    int poll(long timeoutNanos) throws IOException {
        meters.pollBegins();
        try {
            return Flight.seesPolls() ? pollRecorded(timeoutNanos) : driver.poll(timeoutNanos);
        } finally {
            meters.pollEnds();
        }
    }

    private int pollRecorded(long timeoutNanos) throws IOException {
        Poll event = Poll.start();
        int completed = driver.poll(timeoutNanos);
        event.record(loop.name(), completed, timeoutNanos);
        return completed;
    }

    /**
     * A callback that cannot be taken back, without task-local values: what most other threads submit. It stands
     * bare in the inbox and in the ready queue; this stands for it while steps are observed.
     */
    static final class Execution extends Ready {

        private final RunLoop loop;
        private final Runnable callback;

        Execution(RunLoop loop, Runnable callback) {
            this.loop = loop;
            this.callback = callback;
        }

        @Override
        void step() {
            loop.runCallback(callback, Context.EMPTY);
        }

        @Override
        public String toString() {
            return "callback " + callback;
        }
    }
}
