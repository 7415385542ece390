package dev.pirn;

import org.jspecify.annotations.Nullable;

/** Run: a callback in the ready queue. */
final class Callback extends Ready implements Handle {

    private final RunLoop loop;
    private final Context context;
    private @Nullable Runnable callback;

    /** Set from any thread, as {@link #callback} is cleared; {@link #step} reads each of them once. */
    private volatile boolean cancelled;

    Callback(RunLoop loop, Runnable callback, Context context) {
        this.loop = loop;
        this.callback = callback;
        this.context = context;
    }

    @Override
    void step() {
        Runnable run = callback;
        if (run == null || cancelled) return; // by an earlier callback of the same batch
        callback = null;
        loop.runCallback(run, context);
    }

    /** What it calls; null once that has happened, or was cancelled. */
    @Nullable
    Runnable callback() {
        return callback;
    }

    @Override
    public void cancel() {
        if (callback == null) return;
        cancelled = true;
        callback = null;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public String toString() {
        return "callback " + callback;
    }
}
