package dev.pirn.watch;

import dev.pirn.jfr.Flight;
import dev.pirn.jfr.StallBegin;
import dev.pirn.jfr.StallEnd;
import dev.pirn.observe.Stall;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the watchdog knows of one loop. A stall begins when a turn has lasted for the threshold, is reported once, and ends when
 * the loop turns or waits in its driver. Time in which its thread could run and got no processor does not count, where the
 * system tells it: then the machine is to blame, not the step. All methods are the watchdog's.
 */
final class LoopWatch {

    private static final System.Logger LOG = System.getLogger("dev.pirn");
    private static final int FRAMES = 40;

    private final WeakReference<LoopView> watched; // a loop that nobody holds any more can be collected
    private final long thresholdNanos;
    private final RecentStalls stalls;

    private long turn;
    private int step;
    private @Nullable Thread thread;
    private long heldNanos;
    private @Nullable Stall open;

    /** @param thresholdNanos from when on a stall is one; 0 if they are not looked for */
    LoopWatch(LoopView loop, long thresholdNanos, RecentStalls stalls) {
        this.watched = new WeakReference<>(loop);
        this.thresholdNanos = thresholdNanos;
        this.stalls = stalls;
    }

    /** Whether there is nothing left to look at, not even the end of a stall. */
    boolean isGone() {
        LoopView loop = watched.get();
        return (loop == null || loop.isClosed()) && open == null;
    }

    /** How long to wait until the next look. */
    long period() {
        LoopView loop = watched.get();
        long period = thresholdNanos == 0 ? Long.MAX_VALUE : thresholdNanos / 2;
        return loop == null ? period : Math.min(period, loop.slowSteps().period());
    }

    /** @param nanos the time since the last look, as far as it counts */
    void look(long nanos) {
        LoopView loop = watched.get();
        if (loop == null) { // it was closed, and collected since the last look
            released();
            return;
        }
        if (loop.debug()) loop.slowSteps().look();
        if (thresholdNanos == 0) return;
        boolean isHeld = isHeldAsBefore(loop);
        long counted = thread == null ? 0 : loop.schedStat().withoutWaiting(nanos);
        if (isHeld) held(loop, counted);
        else released();
    }

    /** Whether the loop is in the same turn as at the last look. */
    private boolean isHeldAsBefore(LoopView loop) {
        long before = turn;
        Thread ranBefore = thread;
        turn = loop.turns();
        thread = loop.isHeld() ? loop.thread() : null;
        return thread != null && thread == ranBefore && turn == before;
    }

    private void held(LoopView loop, long nanos) {
        heldNanos += nanos;
        boolean steps = loop.stepMark() != step;
        step = loop.stepMark();
        Stall stall = open;
        if (stall != null) replace(stall, stall.lasting(heldNanos / 1_000_000, false));
        else if (heldNanos >= thresholdNanos) begin(loop, steps);
    }

    private Stall replace(Stall earlier, Stall later) {
        open = later;
        stalls.replace(earlier, later);
        return later;
    }

    private void begin(LoopView loop, boolean steps) {
        Thread running = Objects.requireNonNull(thread);
        long inStep = loop.slowSteps().current();
        Diagnosis found = Diagnosis.of(loop, running, steps);
        if (loop.turns() != turn) return; // over meanwhile
        if (isReported(loop.slowSteps(), inStep)) return;
        long millis = heldNanos / 1_000_000;
        Stall stall = found.stall(loop, millis, Instant.now());
        open = stall;
        stalls.add(stall);
        if (Flight.seesStalls()) StallBegin.record(running, stall);
        LOG.log(System.Logger.Level.WARNING, stall + Frames.lines(stall.stack(), FRAMES));
    }

    /** Whether debug mode has reported it as a slow step; what holds the loop after that counts from now on. */
    private boolean isReported(SlowSteps slowSteps, long step) {
        boolean ended = slowSteps.takeReport(turn);
        if (ended) heldNanos = 0;
        return ended || !slowSteps.claim(step);
    }

    private void released() {
        heldNanos = 0;
        Stall stall = open;
        if (stall == null) return;
        Stall over = replace(stall, stall.lasting(stall.millis(), true));
        open = null;
        if (Flight.seesStalls()) StallEnd.record(over);
        LOG.log(
                System.Logger.Level.INFO,
                "the loop of " + over.loop() + " turns again, after " + over.millis() + " ms");
    }
}
