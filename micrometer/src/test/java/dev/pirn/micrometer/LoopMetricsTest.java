package dev.pirn.micrometer;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopMetricsTest {

    private final Runner runner = Runner.builder().confined(false).build();
    private final Loop loop = runner.loop();

    @AfterEach
    void closeLoop() {
        runner.close();
    }

    @Test
    void countsAndTimesGrow() {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (LoopMetrics metrics = metrics()) {
            runner.run(() -> {
                toThread(() -> "a wake-up");
                sleep(Duration.ofMillis(20));
            });
            metrics.bindTo(registry);

            assertTrue(counter(registry, "pirn.loop.turns") >= 3);
            assertTrue(counter(registry, "pirn.loop.wakeups") >= 1);
            assertTrue(counter(registry, "pirn.loop.poll.time") >= 0.01);
            FunctionTimer step = registry.get("pirn.loop.step").functionTimer();
            assertTrue(step.count() >= 3);
            assertTrue(step.totalTime(TimeUnit.NANOSECONDS) > 0);
        }
    }

    @Test
    void bothPercentilesAreOfTheSameSteps() {
        MeterRegistry registry = new SimpleMeterRegistry();
        AtomicLong time = new AtomicLong();
        try (LoopMetrics metrics = new LoopMetrics(loop, List.of(), time::get)) {
            metrics.bindTo(registry);
            runner.run(() -> yieldNow());
            assertEquals(0, percentile(registry, "0.5")); // read when it was made
            time.addAndGet(1_000_000_000);
            assertTrue(percentile(registry, "0.5") > 0);
            assertTrue(percentile(registry, "0.99") >= percentile(registry, "0.5"));
        }
    }

    @Test
    void gaugesTellWhatThereIs() {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (LoopMetrics metrics = metrics()) {
            metrics.bindTo(registry);
            runner.run(() -> {
                spawn("sleeper", () -> sleep(Duration.ofHours(1)));
                yieldNow();
                yieldNow(); // what is told is the end of the batch before
                assertEquals(2, gauge(registry, "pirn.loop.tasks"));
                assertEquals(1, gauge(registry, "pirn.loop.timers"));
                assertTrue(gauge(registry, "pirn.loop.ready") >= 1);
                try (TcpServer _ = Tcp.listen("127.0.0.1", 0, stream -> {})) {
                    yieldNow();
                    assertEquals(1, gauge(registry, "pirn.loop.sockets"));
                }
            });
        }
    }

    @Test
    void aLoopThatWaitsTellsWhatItHas() throws InterruptedException {
        MeterRegistry registry = new SimpleMeterRegistry();
        CountDownLatch begun = new CountDownLatch(1);
        Promise<String> go = loop.promise();
        Thread runs = Thread.ofPlatform().start(() -> waitHere(begun, go));
        begun.await();
        try (LoopMetrics metrics = metrics()) {
            metrics.bindTo(registry);
            while (gauge(registry, "pirn.loop.tasks") != 1) Thread.onSpinWait();
        } finally {
            go.complete("go");
            runs.join();
        }
    }

    private static void waitHere(CountDownLatch begun, Promise<String> go) {
        Loop waits = go.loop();
        waits.spawn(() -> {
            begun.countDown();
            go.await();
            waits.stop();
        });
        waits.runForever();
    }

    @Test
    void aLoopThatIsStuckIsReadAllTheSame() throws InterruptedException {
        MeterRegistry registry = new SimpleMeterRegistry();
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (LoopMetrics metrics = metrics()) {
            metrics.bindTo(registry);
            Thread runs = Thread.ofPlatform().start(() -> holdALoop(loop, stuck, go));
            stuck.await();
            double running = registry.get("pirn.loop.step.running").timeGauge().value(TimeUnit.NANOSECONDS);
            go.countDown();
            runs.join();
            assertTrue(running > 0);
        }
    }

    private static void holdALoop(Loop held, CountDownLatch stuck, CountDownLatch go) {
        held.callSoon(() -> {
            stuck.countDown();
            awaitUninterruptibly(go);
            held.stop();
        });
        held.runForever();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tagsAreThoseGivenAndTheBackend() {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (LoopMetrics metrics = new LoopMetrics(loop, Tags.of("loop", "main"))) {
            metrics.bindTo(registry);
            for (Meter meter : registry.getMeters()) {
                assertEquals("main", meter.getId().getTag("loop"));
                assertEquals(loop.backend(), meter.getId().getTag("backend"));
            }
            assertEquals(11, registry.getMeters().size());
        }
    }

    @Test
    void prometheusGetsItsOwnNames() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (LoopMetrics metrics = metrics()) {
            metrics.bindTo(registry);
            String scraped = registry.scrape();
            for (String name : List.of(
                    "pirn_loop_turns_total",
                    "pirn_loop_wakeups_total",
                    "pirn_loop_poll_time_seconds_total",
                    "pirn_loop_step_seconds_count",
                    "pirn_loop_step_seconds_sum",
                    "pirn_loop_step_percentile_seconds",
                    "pirn_loop_step_running_seconds",
                    "pirn_loop_ready_entries",
                    "pirn_loop_tasks",
                    "pirn_loop_timers",
                    "pirn_loop_sockets")) {
                assertTrue(scraped.contains("\n" + name + "{backend="), () -> name + " is not in\n" + scraped);
            }
        }
    }

    @Test
    void closingTakesTheMetersOut() {
        MeterRegistry one = new SimpleMeterRegistry();
        MeterRegistry other = new SimpleMeterRegistry();
        LoopMetrics metrics = metrics();
        metrics.bindTo(one);
        metrics.bindTo(other);
        metrics.close();
        metrics.close();
        assertEquals(List.of(), one.getMeters());
        assertEquals(List.of(), other.getMeters());
    }

    @Test
    void theRegistryKeepsThemAlive() {
        MeterRegistry registry = new SimpleMeterRegistry();
        WeakReference<LoopMetrics> metrics = bound(registry);
        for (int i = 0; i < 3; i++) System.gc();
        assertFalse(metrics.refersTo(null));
        assertFalse(Double.isNaN(gauge(registry, "pirn.loop.tasks")));
    }

    private WeakReference<LoopMetrics> bound(MeterRegistry registry) {
        LoopMetrics metrics = metrics();
        metrics.bindTo(registry);
        return new WeakReference<>(metrics);
    }

    @Test
    void aClosedLoopIsRefused() {
        runner.close();
        assertThrows(LoopClosedException.class, this::metrics);
    }

    /** Metrics to which a second has passed whenever they are asked. */
    private LoopMetrics metrics() {
        AtomicLong time = new AtomicLong();
        return new LoopMetrics(loop, List.of(), () -> time.addAndGet(1_000_000_000));
    }

    private static double counter(MeterRegistry registry, String name) {
        return registry.get(name).functionCounter().count();
    }

    private static double gauge(MeterRegistry registry, String name) {
        return registry.get(name).gauge().value();
    }

    private static double percentile(MeterRegistry registry, String phi) {
        return registry.get("pirn.loop.step.percentile")
                .tag("phi", phi)
                .timeGauge()
                .value(TimeUnit.NANOSECONDS);
    }
}
