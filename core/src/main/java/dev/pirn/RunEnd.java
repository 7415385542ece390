package dev.pirn;

import java.time.Duration;

/**
 * The end of a run: all tasks of the loop are cancelled, and what they spawn meanwhile; those that take longer than some patience
 * are reported. By the thread that has the loop, or, while it does not run, wants to run it.
 */
final class RunEnd {

    private final RunLoop loop;
    private final Duration patience;
    private final Timer warning;

    private RunEnd(RunLoop loop, Duration patience) {
        this.loop = loop;
        this.patience = patience;
        this.warning = new Timer.Call(loop, loop.after(patience), this::reportStragglers, Context.EMPTY);
    }

    /** Begins the end; it is reached when no task is left. */
    static RunEnd begin(RunLoop loop, Duration patience) {
        RunEnd end = new RunEnd(loop, patience);
        loop.beginEnd(end.warning);
        return end;
    }

    /** No task is left, or it was given up. */
    void over() {
        loop.end(warning);
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
}
