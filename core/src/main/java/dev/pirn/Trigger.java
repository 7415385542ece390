package dev.pirn;

/**
 * Run: a callback that is used again and again, so that an event allocates nothing. Confined to the loop.
 *
 * <p>However often it is fired before it runs, it runs once, in the loop's next batch, with the task-local values of
 * its creator.
 */
public final class Trigger {

    private final Entry entry;

    /**
     * Creates a trigger.
     *
     * @param loop the loop
     * @param action what to run on the bare loop thread; must not block
     */
    public Trigger(Loop loop, Runnable action) {
        this.entry = new Entry((RunLoop) loop, action, Context.current());
    }

    /** Makes the action run in the next batch, unless it is going to already. */
    public void fire() {
        entry.armed = true;
        if (entry.queued) return;
        entry.queued = true;
        entry.loop.ready(entry);
    }

    /** Takes back a {@link #fire} that has not run. */
    public void cancel() {
        entry.armed = false;
    }

    private static final class Entry extends Ready {
        private final RunLoop loop;
        private final Runnable action;
        private final Context context;
        private boolean queued;
        private boolean armed;

        Entry(RunLoop loop, Runnable action, Context context) {
            this.loop = loop;
            this.action = action;
            this.context = context;
        }

        @Override
        void step() {
            queued = false;
            if (!armed) return;
            armed = false;
            loop.runCallback(action, context);
        }

        @Override
        public String toString() {
            return "trigger " + action;
        }
    }
}
