package dev.pirn;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Run: the end of a run: all tasks of the loop are cancelled, and what they spawn meanwhile. Those that take longer
 * than some patience are reported. Some may wait for each other and cannot be cancelled, because they are shielded or
 * await the end of what they own: these are looked for now and then, and one wait of each cycle is ended. Used by the
 * thread that has the loop, or is about to have it.
 */
final class RunEnd {

    private final RunLoop loop;
    private final Duration patience;
    private final Timer warning;

    /** The next look for cycles, and how long after it the next one comes: each costs time if there are many tasks. */
    private Timer look;

    private long pauseNanos = 100_000_000;

    private RunEnd(RunLoop loop, Duration patience) {
        this.loop = loop;
        this.patience = patience;
        this.warning = new Timer.Call(loop, loop.after(patience), this::reportStragglers, Context.EMPTY);
        this.look = new Timer.Call(loop, loop.time() + pauseNanos, this::endDeadlocks, Context.EMPTY);
    }

    /** Begins the end; it is reached when no task is left. */
    static RunEnd begin(RunLoop loop, Duration patience) {
        RunEnd end = new RunEnd(loop, patience);
        loop.beginEnd(end.warning, end.look);
        return end;
    }

    /** No task is left, or it was given up. */
    void over() {
        loop.end(warning, look);
    }

    /** Ends a run on the calling thread: begins the end, and runs the loop until it is reached. */
    static void runOut(RunLoop loop, Duration patience) {
        RunEnd end = begin(loop, patience);
        try {
            while (loop.taskCount() > 0) loop.running.untilStopped();
        } finally {
            end.over();
        }
        loop.unread.reportAll();
    }

    private void reportStragglers() {
        String cancelled = "tasks that were cancelled at the end of the run have not ended after ";
        loop.report(cancelled + patience.toSeconds() + " s: " + loop.tasks(), null, null);
    }

    private void endDeadlocks() {
        Map<Long, TaskCore<?>> tasks = new HashMap<>();
        for (Task<?> task : loop.tasks()) {
            Thread thread = ((TaskCore<?>) task).ownThread();
            if (thread != null) tasks.put(thread.threadId(), (TaskCore<?>) task);
        }
        for (List<Long> cycle : Pirn.dump().cycles()) endOne(cycle, tasks);
        pauseNanos *= 2;
        look = new Timer.Call(loop, loop.time() + pauseNanos, this::endDeadlocks, Context.EMPTY);
        loop.addTimer(look);
    }

    private void endOne(List<Long> cycle, Map<Long, TaskCore<?>> tasks) {
        for (Long id : cycle) {
            TaskCore<?> task = tasks.get(id);
            if (task == null || !task.endDeadlock()) continue;
            loop.report(
                    "the run ended while tasks waited for each other; one wait was ended, of " + task.name(),
                    null,
                    task);
            return;
        }
    }
}
