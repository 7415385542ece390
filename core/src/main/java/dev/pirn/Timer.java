package dev.pirn;

import org.jspecify.annotations.Nullable;

/** An entry of the {@link TimerQueue}. Subclasses say what happens when it is due. */
sealed class Timer extends Ready implements TimerHandle permits Timer.Wake, CancelScope.Deadline {

    final RunLoop loop;
    final long when;

    /** Breaks ties: timers of one deadline are due in order of creation. Set by the queue. */
    long sequence;

    /** The place in the heap, or -1. Set by the queue. */
    int index = -1;

    private final Context context;
    private @Nullable Runnable callback;
    private boolean cancelled;

    Timer(RunLoop loop, long when, @Nullable Runnable callback, Context context) {
        this.loop = loop;
        this.when = when;
        this.callback = callback;
        this.context = context;
    }

    /** It is due: called in the timer phase of a turn, must not run user code. */
    void expire() {
        loop.ready(this);
    }

    @Override
    void step() {
        Runnable run = callback;
        if (run == null) return; // cancelled after it was due
        callback = null;
        loop.runCallback(run, context);
    }

    @Override
    public void cancel() {
        if (callback == null) return;
        cancelled = true;
        callback = null;
        loop.removeTimer(this);
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public long when() {
        return when;
    }

    @Override
    public String toString() {
        return "timer " + callback;
    }

    /** Ends a sleep: resumes its task without a callback in between. */
    static final class Wake extends Timer implements Parker.Abort {

        private final TaskCore<?> task;

        Wake(TaskCore<?> task, long when) {
            super(task.loop, when, null, Context.EMPTY);
            this.task = task;
        }

        @Override
        void expire() {
            task.resume();
        }

        @Override
        public boolean abort() {
            loop.removeTimer(this);
            return true;
        }
    }
}
