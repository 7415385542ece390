package dev.pirn.watch;

import dev.pirn.observe.Meter;
import dev.pirn.observe.TaskInfo.State;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One meter of a loop. The loop calls it, with the time, and it keeps the sums where any thread can read them: a
 * reading does not need the loop. A task counts as ready when it is found in the ready queue, after the step or at the
 * beginning of the batch, rather than where it is put there, which is a hotter place.
 */
final class LoopMeter implements Meter {

    private static final int TURNS = 0;
    private static final int STEPS = 1;
    private static final int BUSY = 2;
    private static final int CALLBACKS = 3;
    private static final int ENDED = 4;
    private static final int POLL = 5;
    private static final int DEPTH = 6;
    private static final int TASKS = 7;
    private static final int TIMERS = 8;
    private static final int OPEN = 9;
    private static final int WAKEUPS = 10;

    /** When the step or the poll began in which the loop is; 0 if it is in none. */
    private static final int STEP_SINCE = 11;

    private static final int POLL_SINCE = 12;
    private static final int COUNT = 13;

    private final Meters owner;
    private final long start;
    private final SeqLock numbers = new SeqLock(COUNT);
    private final StepTimes stepTimes = new StepTimes();
    private final Map<TaskView, TaskMeter> tasks = new ConcurrentHashMap<>();
    private volatile long end;

    /** The task that runs now. Confined to the loop, as is {@link #known}. */
    private @Nullable TaskView running;

    /** So many entries of the ready queue, from the oldest, are known to be ready. */
    private int known;

    LoopMeter(Meters owner, long start) {
        this.owner = owner;
        this.start = start;
    }

    // called by the loop

    void turnBegins(QueueView ready, long now) {
        numbers.begin();
        numbers.add(TURNS, 1);
        numbers.set(DEPTH, ready.size());
        numbers.end();
        lookForReady(ready, now);
    }

    private void lookForReady(QueueView ready, long now) {
        for (; known < ready.size(); known++) {
            if (ready.peek(known) instanceof TaskView task && task.isDue())
                of(task, now).enter(State.READY, now);
        }
    }

    void stepBegins(Object entry, long now) {
        known--;
        numbers.begin();
        numbers.set(STEP_SINCE, now);
        numbers.end();
        running = entry instanceof TaskView task && task.isDue() ? task : null;
        if (running != null) of(running, now).enter(State.RUNNING, now);
    }

    void stepEnds(QueueView ready, long now) {
        TaskView task = running;
        running = null;
        long took = now - numbers.get(STEP_SINCE);
        stepTimes.add(took);
        numbers.begin();
        numbers.set(STEP_SINCE, 0);
        numbers.add(STEPS, 1);
        numbers.add(BUSY, took);
        if (task == null) numbers.add(CALLBACKS, took);
        else leaves(task, now);
        numbers.end();
        lookForReady(ready, now);
    }

    private void leaves(TaskView task, long now) {
        TaskMeter meter = of(task, now);
        meter.enter(task.isBlockedElsewhere() ? State.FOREIGN : State.WAITING, now);
        if (!task.isDone()) return;
        tasks.remove(task);
        numbers.add(ENDED, meter.busyNanos());
    }

    void batchEnds(int taskCount, int timers, int open) {
        numbers.begin();
        numbers.set(TASKS, taskCount);
        numbers.set(TIMERS, timers);
        numbers.set(OPEN, open);
        numbers.end();
    }

    void pollBegins(long now) {
        numbers.begin();
        numbers.set(POLL_SINCE, now);
        numbers.end();
    }

    void pollEnds(long now) {
        numbers.begin();
        long since = numbers.get(POLL_SINCE);
        if (since != 0) numbers.add(POLL, now - since);
        numbers.set(POLL_SINCE, 0);
        numbers.end();
    }

    void woken(@Nullable Object entry, long now) {
        numbers.begin();
        numbers.add(WAKEUPS, 1);
        numbers.end();
        if (entry instanceof TaskView task) of(task, now).woken();
    }

    /** A task that was not seen before is new, or has waited since this was made. */
    private TaskMeter of(TaskView task, long now) {
        TaskMeter known = tasks.get(task);
        if (known != null) return known;
        TaskMeter made = new TaskMeter(task, task.ownThread() == null ? now : start);
        tasks.put(task, made);
        return made;
    }

    // from any thread

    @Override
    public synchronized Reading read() {
        long now = now();
        long[] seen = numbers.copy();
        long[] steps = stepTimes.sinceLast();
        long step = seen[STEP_SINCE] == 0 ? 0 : Math.max(1, now - seen[STEP_SINCE]);
        long poll = seen[POLL_SINCE] == 0 ? 0 : Math.max(0, now - seen[POLL_SINCE]);
        return new Reading(
                now - start,
                seen[TURNS],
                seen[STEPS],
                seen[POLL] + poll,
                seen[BUSY] + step,
                seen[CALLBACKS],
                seen[ENDED],
                (int) seen[DEPTH],
                (int) seen[TASKS],
                (int) seen[TIMERS],
                (int) seen[OPEN],
                StepTimes.percentile(steps, 0.50),
                StepTimes.percentile(steps, 0.99),
                step,
                seen[WAKEUPS],
                readTasks(now));
    }

    private Map<Long, TaskReading> readTasks(long now) {
        Map<Long, TaskReading> readings = new TreeMap<>();
        for (TaskMeter task : tasks.values()) {
            long id = task.id();
            if (id != 0) readings.put(id, task.read(now)); // else it has not started
        }
        return readings;
    }

    private long now() {
        long ended = end;
        return ended != 0 ? ended : CoarseClock.nanos();
    }

    @Override
    public synchronized void close() {
        if (end != 0) return;
        end = CoarseClock.nanos();
        owner.remove(this);
    }
}
