package dev.pirn.micrometer;

import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.observe.Meter.Reading;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The vital signs of one loop, as meters:
 *
 * <table>
 *   <caption>The meters</caption>
 *   <tr><th>name</th><th>kind</th><th>what</th></tr>
 *   <tr><td>{@code pirn.loop.turns}</td><td>counter</td><td>turns of the loop</td></tr>
 *   <tr><td>{@code pirn.loop.step}</td><td>timer</td>
 *       <td>steps, and the time spent in them: how busy the loop is</td></tr>
 *   <tr><td>{@code pirn.loop.step.percentile}</td><td>gauge, {@code phi} is 0.5 or 0.99</td>
 *       <td>how long a step takes</td></tr>
 *   <tr><td>{@code pirn.loop.step.running}</td><td>gauge</td>
 *       <td>how long the current step has run: high in a stall</td></tr>
 *   <tr><td>{@code pirn.loop.poll.time}</td><td>counter, in seconds</td>
 *       <td>time spent waiting for I/O and timers</td></tr>
 *   <tr><td>{@code pirn.loop.wakeups}</td><td>counter</td><td>entries that came from other threads</td></tr>
 *   <tr><td>{@code pirn.loop.ready}</td><td>gauge</td><td>entries of the ready queue when the last turn began</td></tr>
 *   <tr><td>{@code pirn.loop.tasks}</td><td>gauge</td><td>tasks that have not ended</td></tr>
 *   <tr><td>{@code pirn.loop.timers}</td><td>gauge</td><td>pending timers</td></tr>
 *   <tr><td>{@code pirn.loop.sockets}</td><td>gauge</td><td>open sockets, listeners and files</td></tr>
 * </table>
 *
 * <p>Counts begin when this is made. All meters carry the loop's backend as the tag {@code backend}, and the tags
 * given; where several loops share a registry, these must distinguish them. The registry keeps this alive, and the loop
 * measured, until {@link #close}.
 *
 * <p>From any thread. Nothing here waits for the loop, so a loop that is stuck can be scraped.
 */
public final class LoopMetrics implements MeterBinder, AutoCloseable {

    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final dev.pirn.observe.Meter meter;
    private final Tags tags;
    private final LongSupplier nanoTime;
    private final List<Runnable> removals = new ArrayList<>();
    private Reading seen;
    private long seenAt;

    /**
     * Begins to measure a loop, which costs it a reading of the clock a step.
     *
     * @param loop the loop
     * @param tags the tags that its meters get
     * @throws LoopClosedException if the loop is closed
     */
    public LoopMetrics(Loop loop, Iterable<Tag> tags) {
        this(loop, tags, System::nanoTime);
    }

    LoopMetrics(Loop loop, Iterable<Tag> tags, LongSupplier nanoTime) {
        this.tags = Tags.of("backend", loop.backend()).and(tags);
        this.nanoTime = nanoTime;
        this.meter = loop.meter();
        loop.execute(() -> {}); // a turn, which brings the figures up to date
        this.seen = meter.read();
        this.seenAt = nanoTime.getAsLong();
    }

    /** One reading serves all meters of a scrape: its percentiles are of the steps since the one before. */
    private synchronized Reading reading() {
        long now = nanoTime.getAsLong();
        if (now - seenAt < FRESH_NANOS) return seen;
        seenAt = now;
        seen = meter.read();
        return seen;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindCounters(registry);
        bindTimes(registry);
        gauge(
                registry,
                "pirn.loop.ready",
                "entries",
                "Entries of the ready queue when a turn began",
                Reading::readyDepth);
        gauge(registry, "pirn.loop.tasks", BaseUnits.TASKS, "Tasks that have not ended", Reading::taskCount);
        gauge(registry, "pirn.loop.timers", "timers", "Pending timers", Reading::timers);
        gauge(registry, "pirn.loop.sockets", "sockets", "Open sockets, listeners and files", Reading::openSockets);
    }

    private void bindCounters(MeterRegistry registry) {
        counter(registry, "pirn.loop.turns", "turns", "Turns of the loop", Reading::turns);
        counter(
                registry,
                "pirn.loop.wakeups",
                "wakeups",
                "Entries that came from other threads",
                Reading::foreignWakeups);
        counter(
                registry,
                "pirn.loop.poll.time",
                "seconds",
                "Time spent waiting for I/O and timers",
                reading -> reading.pollNanos() / 1e9);
    }

    private void bindTimes(MeterRegistry registry) {
        bound(
                registry,
                FunctionTimer.builder(
                                "pirn.loop.step",
                                this,
                                metrics -> metrics.reading().steps(),
                                metrics -> metrics.reading().busyNanos(),
                                TimeUnit.NANOSECONDS)
                        .tags(tags)
                        .description("Steps of callbacks and tasks")
                        .register(registry));
        timeGauge(registry, "pirn.loop.step.percentile", tags.and("phi", "0.5"), Reading::stepP50Nanos);
        timeGauge(registry, "pirn.loop.step.percentile", tags.and("phi", "0.99"), Reading::stepP99Nanos);
        timeGauge(registry, "pirn.loop.step.running", tags, Reading::stepNanos);
    }

    private void counter(
            MeterRegistry registry, String name, String unit, String what, ToDoubleFunction<Reading> value) {
        bound(
                registry,
                FunctionCounter.builder(name, this, metrics -> value.applyAsDouble(metrics.reading()))
                        .tags(tags)
                        .baseUnit(unit)
                        .description(what)
                        .register(registry));
    }

    private void gauge(MeterRegistry registry, String name, String unit, String what, ToDoubleFunction<Reading> value) {
        bound(
                registry,
                Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.reading()))
                        .tags(tags)
                        .baseUnit(unit)
                        .description(what)
                        .strongReference(true) // the counters hold this weakly
                        .register(registry));
    }

    private void timeGauge(MeterRegistry registry, String name, Tags allTags, ToLongFunction<Reading> nanos) {
        bound(
                registry,
                TimeGauge.builder(name, () -> nanos.applyAsLong(reading()), TimeUnit.NANOSECONDS)
                        .tags(allTags)
                        .description("Duration of a step")
                        .register(registry));
    }

    private void bound(MeterRegistry registry, Meter added) {
        synchronized (removals) {
            removals.add(() -> registry.remove(added));
        }
    }

    /** Ends the measuring, and takes the meters out of the registries. Idempotent. */
    @Override
    public void close() {
        meter.close();
        synchronized (removals) {
            removals.forEach(Runnable::run);
            removals.clear();
        }
    }
}
