package dev.pirn;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Debug mode's watch over steps that hold the loop for too long: each is logged once, by name, with the stack that it had
 * while it was slow, which the {@link Watchdog} looks at.
 */
final class SlowSteps {

    private static final System.Logger LOG = System.getLogger("dev.pirn");
    private static final int FRAMES = 30;

    private final RunLoop loop;
    private final long thresholdNanos;

    /** When the current step began, in nanoseconds of the system's clock; 0 between steps. */
    private volatile long startedAt;

    /** When the step began that was reported last. */
    private final AtomicLong reported = new AtomicLong();

    /** The turn in which a step was reported last; less than any if the watchdog knows. */
    private volatile long reportedIn = -1;

    private volatile @Nullable Sample sample;

    /** The stack that a step had while it was slow; the time tells which step. */
    private record Sample(long startedAt, List<StackTraceElement> stack) {}

    SlowSteps(RunLoop loop, Duration threshold) {
        this.loop = loop;
        this.thresholdNanos = threshold.toNanos();
    }

    /** Runs a step, under watch in debug mode. */
    void run(Ready step) {
        if (loop.debug()) runWatched(step);
        else step.step();
    }

    private void runWatched(Ready step) {
        Object what = what(step);
        long start = Clock.system().nanoTime() | 1; // 0 means: between steps
        startedAt = start;
        try {
            step.step();
        } finally {
            long took = Clock.system().nanoTime() - start;
            boolean report = took >= thresholdNanos && claim(start);
            if (report) reportedIn = loop.turns();
            startedAt = 0; // after that, or the watchdog would take it for a turn in which nothing was reported
            if (report) warn(name(what), start, took);
        }
    }

    /** What a step is about, which the step itself forgets when it runs. */
    static Object what(Ready step) {
        Object callback = step instanceof Callback entry ? entry.callback() : null;
        return callback == null ? step : callback;
    }

    /** What a step is called; a callback's own words are user code, which must not end the loop. */
    static String name(Object what) {
        try {
            return what instanceof TaskCore<?> task ? "task " + task.name() : "callback " + what;
        } catch (RuntimeException e) {
            return what.getClass().getName();
        }
    }

    private void warn(String name, long start, long nanos) {
        Sample seen = sample;
        String where = seen == null || seen.startedAt != start ? "" : Frames.lines(seen.stack, FRAMES);
        LOG.log(
                System.Logger.Level.WARNING,
                "slow step: " + name + " held the loop for " + nanos / 1_000_000 + " ms" + where);
    }

    // the watchdog's

    /** What tells the current step from others; 0 between steps. */
    long current() {
        return startedAt;
    }

    /** Whether a step of a turn was reported since this was asked. */
    boolean takeReport(long turn) {
        boolean reported = reportedIn == turn;
        if (reported) reportedIn = -1;
        return reported;
    }

    /** Whether a step has not been reported yet, and the caller may. Also true between steps. */
    boolean claim(long start) {
        return start == 0 || reported.getAndSet(start) != start;
    }

    /** How long the watchdog waits between two looks. */
    long period() {
        return loop.debug() ? thresholdNanos / 4 : Long.MAX_VALUE;
    }

    /** Takes the stack of a step that is becoming slow. */
    void look() {
        long start = startedAt;
        Sample last = sample;
        boolean isKnown = last != null && last.startedAt == start;
        if (start == 0 || isKnown || Clock.system().nanoTime() - start < thresholdNanos / 2) return;
        TaskCore<?> task = loop.current;
        Thread thread = loop.thread;
        if (task != null) sample = new Sample(start, List.of(task.stack()));
        else if (thread != null) sample = new Sample(start, List.of(thread.getStackTrace()));
    }
}
