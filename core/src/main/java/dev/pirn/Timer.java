package dev.pirn;

import dev.pirn.observe.Spans;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Run: an entry of the {@link TimerQueue}. Subclasses say what happens when it is due. */
abstract sealed class Timer permits Timer.Call, Timer.Wake, CancelScope.Deadline {

    static final byte OUT = 0;
    static final byte QUEUED = 1;
    static final byte CANCELLED = 2;

    final long when;

    /** Breaks ties: timers of one deadline are due in order of creation. Compared by difference. Set by the queue. */
    int sequence;

    /** Whether it is in the queue, or waits there to be cleared away. Set by the queue. */
    byte state = OUT;

    Timer(long when) {
        this.when = when;
    }

    /** It is due: called in the timer phase of a turn, must not run user code. */
    abstract void expire();

    static final class Call extends Timer implements TimerHandle {

        private final RunLoop loop;

        // Of the loop; another thread that cancels only sets the mark.
        private Context context;
        private @Nullable Runnable callback;

        /** Written with release: a volatile write is a fence, which costs a fifth of a timer. */
        private volatile boolean cancelled;

        private static final VarHandle MARK;

        static {
            try {
                MARK = MethodHandles.lookup().findVarHandle(Call.class, "cancelled", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        Call(RunLoop loop, long when, Runnable callback, Context context) {
            super(when);
            this.loop = loop;
            this.callback = callback;
            this.context = context;
        }

        @Override
        void expire() {
            loop.ready(new Due(this));
        }

        private void call() {
            Runnable run = callback;
            if (run == null || cancelled) return; // cancelled after it was due
            callback = null;
            loop.runCallback(run, context);
        }

        @Override
        public void cancel() {
            if (callback == null || cancelled) return;
            MARK.setRelease(this, true);
            if (loop.onLoop()) drop();
            else loop.submitOrDrop(new Callback(loop, this::drop, Context.EMPTY));
        }

        /** The queue may hold this for a while. */
        private void drop() {
            callback = null;
            context = Context.EMPTY;
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
    }

    /** A timer that calls back, in the ready queue. */
    private static final class Due extends Ready {

        private final Call timer;

        Due(Call timer) {
            this.timer = timer;
        }

        @Override
        void step() {
            timer.call();
        }

        @Override
        public String toString() {
            return timer.toString();
        }
    }

    /** Ends a sleep: resumes its task without a callback in between. */
    static final class Wake extends Timer implements Parker.Abort {

        private @Nullable TaskCore<?> task;

        Wake(TaskCore<?> task, long when) {
            super(when);
            this.task = task;
        }

        @Override
        void expire() {
            if (task != null) task.resume();
        }

        @Override
        public boolean abort() {
            TaskCore<?> sleeper = task;
            task = null; // the queue may hold this for a while
            if (sleeper != null) sleeper.loop.removeTimer(this);
            return true;
        }

        @Override
        public WaitReason purpose() {
            TaskCore<?> sleeper = task;
            if (sleeper == null) return WaitReason.of("sleep", "a time that is over");
            return WaitReason.of("sleep", Spans.words(Math.max(0, when - sleeper.loop.time()) / 1_000_000) + " to go");
        }
    }
}
