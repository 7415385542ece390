package dev.pirn.console;

import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.Meter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the loops when a page asks, and not oftener than {@link #FRESH} however many pages ask. When none has asked
 * for a while, the measuring ends.
 *
 * <p>Thread-safe. A page that asks while the loops are looked at waits for that.
 */
final class Sampler implements AutoCloseable {

    /** How long what was seen counts as new. */
    static final Duration FRESH = Duration.ofMillis(400);

    /** After so long without a question nobody looks any more. */
    static final Duration IDLE = Duration.ofSeconds(15);

    private static final long USUAL_PACE = 1_000;
    private static final long SLOWEST_PACE = 10_000;

    /** Looking may take this part of the loops' time, as one in so many. */
    private static final int SHARE = 20;

    private final Source source;
    private final LongSupplier nanoTime;
    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("pirn-console-idle").factory());

    /** A console that takes the place of another one must not be taken for it: versions begin at the time. */
    private final TaskTable table = new TaskTable(Instant.now().toEpochMilli());

    private @Nullable Dump dump;
    private Map<Integer, Meter.Reading> readings = Map.of();
    private long takenAt;
    private long pace = USUAL_PACE;
    private long askedAt;
    private boolean isResting = true;
    private boolean isClosed;

    /** @param nanoTime what tells the time */
    Sampler(Source source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    /** {@return what is new since a version; all, if it is 0 or too long ago} */
    synchronized Changes changesSince(long since) {
        askedAt = nanoTime.getAsLong();
        Dump seen = dump == null || askedAt - takenAt >= FRESH.toNanos() ? look() : dump;
        return new Changes(
                table.version(),
                !table.knows(since),
                pace,
                seen,
                readings,
                source.stalls(),
                table.tellsTime(),
                table.changedSince(since),
                table.endedSince(since));
    }

    @Override
    public void close() {
        watch.shutdownNow();
        synchronized (this) {
            if (!isClosed) source.close();
            isClosed = true;
        }
    }

    private Dump look() {
        wakeUp();
        readings = source.readings();
        long before = nanoTime.getAsLong();
        Dump seen = source.dump();
        takenAt = nanoTime.getAsLong();
        table.update(seen);
        pace = paceAfter(Duration.ofNanos(takenAt - before), seen);
        dump = seen;
        return seen;
    }

    /** A dump that waited for a stalled loop took time, but nobody's. */
    private static long paceAfter(Duration took, Dump seen) {
        if (seen.loops().stream().anyMatch(loop -> loop.state() == LoopInfo.State.STALLED)) return USUAL_PACE;
        return Math.clamp(took.toMillis() * SHARE, USUAL_PACE, SLOWEST_PACE);
    }

    private void wakeUp() {
        if (isClosed) throw new IllegalStateException("the console is closed");
        if (!isResting) return;
        isResting = false;
        watch.schedule(this::restIfIdle, IDLE.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Package-private for a test. */
    synchronized void restIfIdle() {
        if (isClosed) return;
        long idle = nanoTime.getAsLong() - askedAt;
        isResting = idle >= IDLE.toNanos();
        if (isResting) source.rest();
        else watch.schedule(this::restIfIdle, IDLE.toNanos() - idle, TimeUnit.NANOSECONDS);
    }
}
