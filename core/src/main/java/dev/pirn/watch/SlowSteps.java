package dev.pirn.watch;

import dev.pirn.text.Printable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Debug mode's watch over steps that hold the loop for too long: each is logged once, by name, with the stack that it
 * had while it was slow, which the {@link Watchdog} looks at.
 */
public final class SlowSteps {

    private static final System.Logger LOG = System.getLogger("dev.pirn");
    private static final int FRAMES = 30;

    private final LoopView loop;
    private final StallLimit limit;

    /** When the current step began, in nanoseconds of the system's clock; 0 between steps. */
    private volatile long startedAt;

    /** When the step began that was reported last. */
    private final AtomicLong reported = new AtomicLong();

    /** The turn in which a step was reported last; less than any if the watchdog knows. */
    private volatile long reportedIn = -1;

    private volatile @Nullable Sample sample;
    private volatile @Nullable Excuse excuse;

    /** The stack that a step had while it was slow; the time says which step. */
    private record Sample(long startedAt, List<StackTraceElement> stack) {}

    /** How much of a step's time is not the program's; the time says which step. */
    private record Excuse(long startedAt, long nanos) {}

    /**
     * Watches the steps of a loop.
     *
     * @param loop the loop
     * @param threshold from when on a step is slow
     */
    public SlowSteps(LoopView loop, Duration threshold) {
        this.loop = loop;
        this.limit = new StallLimit(threshold.toNanos(), Watchdog.INSTANCE::isCold);
    }

    /** {@return the mark of a step that begins} On the loop, in debug mode. */
    public long begins() {
        long start = CoarseClock.nanos() | 1; // 0 means: between steps
        startedAt = start;
        return start;
    }

    /**
     * A step has ended, which is reported if it was slow. On the loop.
     *
     * @param start its mark
     * @param what the task or the callback
     */
    public void ends(long start, Object what) {
        long took = CoarseClock.nanos() - start;
        boolean report = took >= limit.usual() && took - excused(start) >= limit.now() && claim(start);
        if (report) reportedIn = loop.turns();
        startedAt = 0; // after that, or the watchdog would take it for a turn in which nothing was reported
        if (report) warn(name(what), start, took);
    }

    /** What a step is called; a callback's own words are user code, which must not end the loop. */
    static String name(Object what) {
        try {
            return what instanceof TaskView task ? "task " + task.name() : "callback " + what;
        } catch (RuntimeException e) {
            return what.getClass().getName();
        }
    }

    private void warn(String name, long start, long nanos) {
        Sample seen = sample;
        String where = seen == null || seen.startedAt != start ? "" : Frames.lines(seen.stack, FRAMES);
        LOG.log(
                System.Logger.Level.WARNING,
                "slow step: " + Printable.line(name) + " held the loop for " + nanos / 1_000_000 + " ms" + where);
    }

    private long excused(long start) {
        Excuse known = excuse;
        return known == null || known.startedAt != start ? 0 : known.nanos;
    }

    // the watchdog's

    /** What distinguishes the current step from others; 0 between steps. */
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
        return loop.debug() ? limit.usual() / 4 : Long.MAX_VALUE;
    }

    /** The current step held the loop for some time in which the JVM loaded classes, or there was no processor. */
    void excuse(long nanos) {
        long start = startedAt;
        if (start != 0) excuse = new Excuse(start, excused(start) + nanos);
    }

    /** Takes the stack of a step that is becoming slow. */
    void look() {
        long start = startedAt;
        Sample last = sample;
        boolean isKnown = last != null && last.startedAt == start;
        if (start == 0 || isKnown || CoarseClock.nanos() - start < limit.usual() / 2) return;
        TaskView task = loop.currentTask();
        Thread thread = loop.thread();
        if (task != null) sample = new Sample(start, List.of(task.stack()));
        else if (thread != null) sample = new Sample(start, List.of(thread.getStackTrace()));
    }
}
