package dev.pirn.watch;

import dev.pirn.jfr.Flight;
import dev.pirn.observe.Stall;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread, {@code pirn-watchdog}, that looks at all loops of this JVM every 50 ms or more often: it reports
 * those that do not turn, takes the stacks of slow steps in debug mode, makes {@link CoarseClock} go on, and sees
 * when a flight recording has begun. It starts with the first loop and ends some time after the last one. Loops do
 * nothing for it but count their turns.
 *
 * <p>A report is about the program. Where the watchdog itself wakes late, the machine was suspended, or the JVM
 * stopped for the garbage collector or by a debugger. That time does not count, and {@link HeldTime} leaves out more.
 */
public final class Watchdog implements Runnable {

    /** The one of this JVM. */
    public static final Watchdog INSTANCE = new Watchdog();

    private static final System.Logger LOG = System.getLogger("dev.pirn");
    private static final long LONGEST_PERIOD = 50_000_000;
    private static final long SHORTEST_PERIOD = 1_000_000;

    /** So long the JVM is taken to be cold after its first loop was made. */
    private static final long COLD_NANOS = 5_000_000_000L;

    /** So many looks it stays when there is no loop, which in tests and batch jobs is often followed by another one. */
    private static final int LOOKS_WITHOUT_LOOP = 200;

    private final List<LoopWatch> watches = new CopyOnWriteArrayList<>();
    private final RecentStalls stalls = new RecentStalls();
    private final long start = CoarseClock.nanos();
    private @Nullable Thread thread;
    private int looksWithoutLoop;

    private Watchdog() {}

    /**
     * Watches a loop until it is closed or collected. From any thread.
     *
     * @param loop the loop
     * @param thresholdNanos from when on a stall is one, in nanoseconds; 0 if they are not looked for
     */
    public synchronized void watch(LoopView loop, long thresholdNanos) {
        Flight.look();
        watches.add(new LoopWatch(loop, new StallLimit(thresholdNanos, this::isCold), stalls));
        looksWithoutLoop = 0;
        if (thread != null) return;
        CoarseClock.tick();
        Thread started = Thread.ofPlatform()
                .daemon()
                .name("pirn-watchdog")
                .inheritInheritableThreadLocals(false)
                .unstarted(this);
        started.setContextClassLoader(null); // it outlives the program that makes the first loop
        thread = started;
        started.start();
    }

    /** {@return the last stalls of all loops, oldest first} From any thread. */
    public List<Stall> stalls() {
        return stalls.toList();
    }

    @Override
    public void run() {
        SchedStat own = new SchedStat();
        own.enteredBy(Thread.currentThread());
        own.mark();
        long last = CoarseClock.nanos();
        while (true) {
            try {
                if (isOver()) return;
                long period = period();
                LockSupport.parkNanos(this, period);
                long now = CoarseClock.nanos();
                CoarseClock.tick();
                Flight.look();
                look(now - last, countable(now - last, period, own.waitedSinceMark()));
                last = now;
            } catch (VirtualMachineError shortage) { // of memory: it goes on when there is some
                LockSupport.parkNanos(this, LONGEST_PERIOD);
                last = CoarseClock.nanos();
            }
        }
    }

    /**
     * How much of the time since the last look counts. A wake-up that was late for want of a processor is no reason
     * to leave anything out; any other takes as much away as it was late. A little is left, so that stalls end up
     * reported also where the cause is not known and every wake-up is late.
     */
    static long countable(long passed, long period, long waited) {
        long late = passed - period - waited;
        if (late <= period / 2) return passed;
        return Math.max(period / 10, period - late);
    }

    boolean isCold() {
        return CoarseClock.nanos() - start < COLD_NANOS;
    }

    private void look(long passed, long countable) {
        for (LoopWatch watch : watches) {
            try {
                watch.look(passed, countable);
            } catch (RuntimeException | Error failure) {
                LOG.log(System.Logger.Level.ERROR, "the watchdog failed to look at a loop", failure);
            }
        }
    }

    private long period() {
        long period = LONGEST_PERIOD;
        for (LoopWatch watch : watches) period = Math.min(period, watch.period());
        return Math.max(period, SHORTEST_PERIOD);
    }

    private synchronized boolean isOver() {
        watches.removeIf(LoopWatch::isGone);
        looksWithoutLoop = watches.isEmpty() ? looksWithoutLoop + 1 : 0;
        if (looksWithoutLoop < LOOKS_WITHOUT_LOOP) return false;
        thread = null;
        return true;
    }
}
