package dev.pirn.watch;

import dev.pirn.observe.Meter;
import dev.pirn.observe.TaskInfo.State;

/** What a meter knows of one task. The loop writes, any thread reads. */
final class TaskMeter {

    private static final int STATE = 0;
    private static final int SINCE = 1;
    private static final int STEPS = 2;
    private static final int WAKEUPS = 3;

    /** One cell for the time in each state. */
    private static final int TIMES = 4;

    private static final State[] STATES = {State.READY, State.RUNNING, State.WAITING, State.FOREIGN};

    private final TaskView task;
    private final SeqLock numbers = new SeqLock(TIMES + STATES.length);

    /** A task that waits since some time, or was made then. */
    TaskMeter(TaskView task, long since) {
        this.task = task;
        boolean isNew = task.ownThread() == null;
        numbers.set(STATE, code(isNew ? State.READY : State.WAITING));
        numbers.set(SINCE, since);
    }

    /** Where a state stands in {@link #STATES}. */
    private static int code(State state) {
        return switch (state) {
            case READY -> 0;
            case RUNNING -> 1;
            case WAITING -> 2;
            case FOREIGN -> 3;
        };
    }

    void enter(State state, long now) {
        if (numbers.get(STATE) == code(state)) return; // it can go on, and is notified again
        numbers.begin();
        numbers.add(TIMES + (int) numbers.get(STATE), now - numbers.get(SINCE));
        numbers.set(STATE, code(state));
        numbers.set(SINCE, now);
        if (state == State.RUNNING) numbers.add(STEPS, 1);
        numbers.end();
    }

    /** Another thread made it go on. */
    void woken() {
        numbers.begin();
        numbers.add(WAKEUPS, 1);
        numbers.end();
    }

    /** The loop: {@return how long it has run} */
    long busyNanos() {
        return numbers.get(TIMES + code(State.RUNNING));
    }

    /** Any thread. */
    long id() {
        Thread thread = task.ownThread();
        return thread == null ? 0 : thread.threadId();
    }

    /** Any thread. */
    Meter.TaskReading read(long now) {
        long[] seen = numbers.copy();
        State state = STATES[(int) seen[STATE]];
        seen[TIMES + code(state)] += Math.max(0, now - seen[SINCE]);
        return new Meter.TaskReading(
                task.name(),
                state,
                seen[STEPS],
                seen[TIMES + code(State.RUNNING)],
                seen[TIMES + code(State.READY)],
                seen[TIMES + code(State.WAITING)] + seen[TIMES + code(State.FOREIGN)],
                seen[WAKEUPS]);
    }
}
