package dev.pirn.watch;

import dev.pirn.jfr.Events.SlowStep;
import dev.pirn.jfr.Flight;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Times the steps of a loop while a flight recording wants slow steps or the busy times of tasks. Confined to the loop.
 */
public final class FlightSteps {

    private final LoopView loop;

    /** Weak, since a recording that ends does not say which tasks it has seen. */
    private final Map<TaskView, Long> busyNanos = new WeakHashMap<>(0);

    private long stepBegan;

    /**
     * Times the steps of a loop.
     *
     * @param loop the loop
     */
    public FlightSteps(LoopView loop) {
        this.loop = loop;
    }

    /** {@return the event of a step that begins} */
    public SlowStep begins() {
        SlowStep event = SlowStep.start();
        stepBegan = CoarseClock.nanos();
        return event;
    }

    /**
     * A step has ended, which is recorded if it was slow.
     *
     * @param event its event
     * @param what the task or the callback
     */
    public void ends(SlowStep event, Object what) {
        if (what instanceof TaskView task && !task.isDone() && Flight.seesTaskEnds()) busyNanos.put(task, busy(task));
        if (event.wasSlow()) event.record(SlowSteps.name(what), loop.name());
    }

    /** How long the steps of the task that runs now have held the loop, as far as they were seen. */
    private long busy(TaskView task) {
        return busyNanos.getOrDefault(task, 0L) + (CoarseClock.nanos() - stepBegan);
    }

    /**
     * {@return how long the steps of the task that runs now, and ends, have held the loop, in nanoseconds}
     *
     * @param task the task
     */
    public long lastBusy(TaskView task) {
        long busy = busy(task);
        busyNanos.remove(task);
        return busy;
    }
}
