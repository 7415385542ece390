package dev.pirn.watch;

import dev.pirn.jfr.Events.StallBegin;
import dev.pirn.jfr.Events.StallEnd;
import dev.pirn.jfr.Flight;
import dev.pirn.observe.Stall;
import dev.pirn.text.Printable;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the watchdog knows of one loop. A stall begins when the program has held one turn for the threshold, see
 * {@link HeldTime}. It is reported once, in one line, and ends when the loop turns or waits in its driver. All
 * methods are the watchdog's.
 */
final class LoopWatch {

    private static final System.Logger LOG = System.getLogger("dev.pirn");
    private static final int FRAMES = 40;

    /** So many times the threshold a thread may do nothing inside the JVM: that can be the JVM's own business. */
    private static final int PATIENCE_WITH_JVM = 10;

    private final WeakReference<LoopView> watched; // a loop that has become unreachable can be collected
    private final StallLimit limit;
    private final RecentStalls stalls;

    private long turn;
    private int step;
    private @Nullable Thread thread;
    private final HeldTime held = new HeldTime();
    private @Nullable Stall open;
    private boolean isMentioned;

    LoopWatch(LoopView loop, StallLimit limit, RecentStalls stalls) {
        this.watched = new WeakReference<>(loop);
        this.limit = limit;
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
        long period = limit.isOff() ? Long.MAX_VALUE : limit.usual() / 2;
        return loop == null ? period : Math.min(period, loop.slowSteps().period());
    }

    /**
     * Looks at the loop.
     *
     * @param passed the time since the last look, in nanoseconds
     * @param countable as much of that as the watchdog itself could run
     */
    void look(long passed, long countable) {
        LoopView loop = watched.get();
        if (loop == null) { // it was closed, and collected since the last look
            released();
            return;
        }
        if (loop.debug()) loop.slowSteps().look();
        if (limit.isOff() && !loop.debug()) return;
        boolean isHeld = isHeldAsBefore(loop);
        if (isHeld) held(loop, passed, countable);
        else released();
        if (!isHeld && thread != null) loop.schedStat().mark();
        step = loop.stepMark();
    }

    /** Whether the loop is in the same turn as at the last look. */
    private boolean isHeldAsBefore(LoopView loop) {
        long before = turn;
        Thread ranBefore = thread;
        turn = loop.turns();
        thread = loop.isHeld() ? loop.thread() : null;
        return thread != null && thread == ranBefore && turn == before;
    }

    private void held(LoopView loop, long passed, long countable) {
        Look look = Look.at(loop, Objects.requireNonNull(thread));
        long ours = held.add(look, loop.schedStat().sinceLast(), loop.stepMark() != step, passed, countable);
        if (loop.debug()) loop.slowSteps().excuse(passed - ours);
        if (limit.isOff() || loop.turns() != turn) return; // over meanwhile
        Stall stall = open;
        if (stall == null) lookForStall(loop, look);
        else if (stall.reason() == Stall.Reason.MANY_STEPS && held.inStep >= limit.now())
            begin(loop, Diagnosis.ofStep(loop, look)); // and it goes on, in one step
        else replace(stall, stall.lasting(held.millis(), held.cpuMillis(), false));
    }

    private void lookForStall(LoopView loop, Look look) {
        long most = look.sleeps() ? limit.usual() : limit.now();
        if (held.inJvm >= most * PATIENCE_WITH_JVM) begin(loop, Diagnosis.ofWaitInTheJvm(look));
        else if (held.program < most || look.isLoading()) mention(loop);
        else if (held.hasManySteps()) begin(loop, Diagnosis.ofManySteps(look));
        else if (!held.mayBeOneStep()) begin(loop, Diagnosis.ofStep(loop, look));
    }

    /** What is no stall of the program's can be looked up. */
    private void mention(LoopView loop) {
        if (isMentioned || held.millis() < limit.now() / 1_000_000) return;
        isMentioned = true;
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "the loop of " + loop.name() + " has not turned for " + held.millis() + " ms; the program's are "
                        + held.program / 1_000_000
                        + " ms, the others went into loading classes or other work of the JVM,"
                        + " or there was no processor");
    }

    private Stall replace(Stall earlier, Stall later) {
        open = later;
        stalls.replace(earlier, later);
        return later;
    }

    private void begin(LoopView loop, Diagnosis found) {
        long inStep = loop.slowSteps().current();
        if (loop.turns() != turn) return; // over meanwhile
        if (isReported(loop.slowSteps(), inStep)) return;
        Stall stall = found.stall(loop, held.millis(), held.cpuMillis(), Instant.now());
        Stall before = open;
        if (before == null) stalls.add(stall);
        else stalls.replace(before, stall);
        open = stall;
        if (Flight.seesStalls()) StallBegin.record(Objects.requireNonNull(thread), stall);
        LOG.log(System.Logger.Level.WARNING, stall.toString());
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "the loop of " + Printable.line(stall.loop()) + " is at" + Frames.lines(stall.stack(), FRAMES));
    }

    /** Whether debug mode has reported it as a slow step; what holds the loop after that counts from now on. */
    private boolean isReported(SlowSteps slowSteps, long inStep) {
        boolean ended = slowSteps.takeReport(turn);
        if (ended) held.restart();
        return ended || !slowSteps.claim(inStep);
    }

    private void released() {
        held.reset();
        isMentioned = false;
        Stall stall = open;
        if (stall == null) return;
        Stall over = stall.ended();
        if (Flight.seesStalls()) StallEnd.record(over); // first: a program that sees the end may stop the recording
        stalls.replace(stall, over);
        open = null;
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "the loop of " + Printable.line(over.loop()) + " turns again, after " + over.millis() + " ms");
    }
}
