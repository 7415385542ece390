package dev.pirn;

import dev.pirn.jfr.Flight;
import dev.pirn.jfr.SlowStep;
import java.util.Map;
import java.util.WeakHashMap;

/** Times the steps of a loop while a flight recording wants slow steps or the busy times of tasks. Confined to the loop. */
final class FlightSteps {

    private final RunLoop loop;

    /** Weak, since a recording that ends does not tell which tasks it has seen. */
    private final Map<TaskCore<?>, Long> busyNanos = new WeakHashMap<>(0);

    private long stepBegan;

    FlightSteps(RunLoop loop) {
        this.loop = loop;
    }

    /** Runs a step, which is recorded if it is slow. */
    void run(Ready entry) {
        Object what = SlowSteps.what(entry);
        SlowStep event = SlowStep.start();
        stepBegan = Clock.system().nanoTime();
        loop.slowSteps.run(entry);
        if (entry instanceof TaskCore<?> task && !task.isDone() && Flight.seesTaskEnds())
            busyNanos.put(task, busy(task));
        if (event.wasSlow()) event.record(SlowSteps.name(what), loop.name());
    }

    /** How long the steps of the task that runs now have held the loop, as far as they were seen. */
    long busy(TaskCore<?> task) {
        return busyNanos.getOrDefault(task, 0L) + (Clock.system().nanoTime() - stepBegan);
    }

    /** As {@link #busy}, for the last time. */
    long lastBusy(TaskCore<?> task) {
        long busy = busy(task);
        busyNanos.remove(task);
        return busy;
    }
}
