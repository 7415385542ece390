package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.GuestRun;
import dev.pirn.Loop;
import dev.pirn.Pirn;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.observe.Stall;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A loop that does not turn is reported once, by the line that holds it. */
class StallsTck {

    private static final long HOUR = Duration.ofHours(1).toNanos();

    // what holds the loop

    @LoopTest
    void aStepThatSpinsIsReportedWithTaskAndLine(LoopCase loops) {
        StallReport report = new StallReport("spins");
        String warning = report.warningOf(() -> loops.run(() -> await(spawn("busy", () -> spins(report)))));
        Stall stall = report.stall();
        assertEquals(Stall.Reason.RUNS, stall.reason());
        assertEquals("task busy", stall.holder());
        assertTrue(stall.millis() >= 100, stall::toString);
        assertTrue(warning.contains("task busy runs, at " + stall.culprit()), warning);
    }

    private static void spins(StallReport report) {
        while (!report.seen) Thread.onSpinWait();
    }

    @LoopTest
    void aMonitorThatACallbackWaitsForIsReportedWithItsHolder(LoopCase loops) {
        Object monitor = new Object();
        Stranger stranger = new Stranger(monitor);
        StallReport report = new StallReport("entersMonitor", stranger::leave);
        String warning = report.warningOf(() -> loops.run(() -> {
            Loop.current().callSoon(() -> entersMonitor(monitor));
            yieldNow();
        }));
        assertEquals(Stall.Reason.LOCK, report.stall().reason());
        assertEquals("a callback", report.stall().holder());
        assertTrue(warning.contains("stranger"), warning);
        assertTrue(warning.contains("holdsMonitor"), warning);
    }

    @LoopTest(coroutines = "baton")
    void soIsOneThatACoroutineWaitsForUnderBaton(LoopCase loops) {
        Object monitor = new Object();
        Stranger stranger = new Stranger(monitor);
        StallReport report = new StallReport("entersMonitor", stranger::leave);
        String warning = report.warningOf(() -> loops.run(() -> await(spawn("waiter", () -> entersMonitor(monitor)))));
        assertEquals(Stall.Reason.LOCK, report.stall().reason());
        assertTrue(warning.contains("task waiter"), warning);
        assertTrue(warning.contains("stranger"), warning);
    }

    @LoopTest(coroutines = "loop")
    void underTheLoopEngineSuchACoroutineLeavesTheLoopToOthers(LoopCase loops) {
        Object monitor = new Object();
        Stranger stranger = new Stranger(monitor);
        loops.run(() -> {
            Task<?> waiter = spawn("waiter", () -> entersMonitor(monitor));
            while (!waiter.toString().contains("foreign")) yieldNow();
            stranger.leave();
            waiter.await();
        });
    }

    private static void entersMonitor(Object monitor) {
        synchronized (monitor) {
            assertTrue(Thread.holdsLock(monitor));
        }
    }

    /** A thread that holds a monitor. */
    private static final class Stranger {

        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch mayLeave = new CountDownLatch(1);

        Stranger(Object monitor) {
            Thread.ofPlatform().name("stranger").start(() -> holdsMonitor(monitor));
            awaitUninterrupted(entered);
        }

        private void holdsMonitor(Object monitor) {
            synchronized (monitor) {
                entered.countDown();
                awaitUninterrupted(mayLeave);
            }
        }

        void leave() {
            mayLeave.countDown();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @LoopTest
    void sleepingInACallbackIsReportedWithTheCure(LoopCase loops) {
        Sleeper sleeper = new Sleeper();
        StallReport report = new StallReport("sleeps", sleeper::wake);
        String warning = report.warningOf(() -> loops.run(() -> {
            Loop.current().callSoon(sleeper::sleeps);
            yieldNow();
        }));
        assertEquals(Stall.Reason.BLOCKING_CALL, report.stall().reason());
        assertTrue(warning.contains("a callback sleeps in Thread.sleep"), warning);
        assertTrue(warning.contains("Async.sleep"), warning);
    }

    @LoopTest(coroutines = "baton")
    void soIsACoroutineUnderBatonWithTheFlag(LoopCase loops) {
        Sleeper sleeper = new Sleeper();
        StallReport report = new StallReport("sleeps", sleeper::wake);
        String warning = report.warningOf(() -> loops.run(() -> await(spawn("sleepy", sleeper::sleeps))));
        assertEquals(Stall.Reason.BLOCKING_CALL, report.stall().reason());
        assertTrue(warning.contains("task sleepy sleeps in Thread.sleep"), warning);
        assertTrue(warning.contains("--add-opens"), warning);
    }

    /** Sleeps until it is interrupted. */
    private static final class Sleeper {

        private volatile Thread thread = Thread.currentThread();

        void sleeps() {
            thread = Thread.currentThread();
            try {
                Thread.sleep(Duration.ofNanos(HOUR));
            } catch (InterruptedException _) {
                return; // awake
            }
        }

        void wake() {
            thread.interrupt();
        }
    }

    @LoopTest(coroutines = "loop")
    void aParkThatCannotLeaveTheThreadIsReportedAsPinned(LoopCase loops) throws IOException {
        byte[] pinned = bytesOf(Parks.class);
        Pinned.report = new StallReport("initialises", () -> LockSupport.unpark(Pinned.thread));
        String warning =
                Pinned.report.warningOf(() -> loops.run(() -> await(spawn("pinned", () -> initialises(pinned)))));
        assertEquals(Stall.Reason.PINNED, Pinned.report.stall().reason());
        assertTrue(warning.contains("cannot leave the thread: the native method"), warning);
    }

    private static byte[] bytesOf(Class<?> type) throws IOException {
        String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream in = Objects.requireNonNull(type.getResourceAsStream(file))) {
            return in.readAllBytes();
        }
    }

    private static void initialises(byte[] type) throws IllegalAccessException {
        MethodHandles.lookup().defineHiddenClass(type, true); // a new class each time
    }

    // The pipe from which the JVM reads its hosts is a property of the JVM, so it takes one.
    @LoopTest
    @EnabledOnOs(OS.LINUX)
    void aNameLookupThatHangsIsReportedWithItsLine(LoopCase loops, @TempDir Path directory) throws Exception {
        Path hosts = directory.resolve("hosts");
        assertEquals(0, new ProcessBuilder("mkfifo", hosts.toString()).start().waitFor());
        Process jvm = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Djdk.net.hosts.file=" + hosts,
                        "-Dpirn.loop=" + loops.backend(),
                        "-Dpirn.coroutines=" + loops.coroutines(),
                        "-Dpirn.debug=" + loops.debug(),
                        "-cp",
                        CoroutinesTck.classPath(),
                        LookupProbe.class.getName(),
                        hosts.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, jvm.waitFor(), output);
        assertTrue(output.contains("BLOCKING_CALL: the loop"), output);
        assertTrue(output.contains("task main looks up a host name"), output);
        assertTrue(output.contains("LookupProbe.looksUp(LookupProbe.java:"), output);
    }

    @LoopTest
    void manyStepsOfOneTurnAreReportedAsThat(LoopCase loops) {
        StallReport report = new StallReport("takesAMillisecond");
        Step step = new Step(report);
        report.warningOf(() -> loops.run(() -> {
            Loop loop = Loop.current();
            for (int i = 0; i < 10_000; i++) loop.callSoon(step::takesAMillisecond);
            yieldNow();
        }));
        assertEquals(Stall.Reason.MANY_STEPS, report.stall().reason());
    }

    private record Step(StallReport report) {

        void takesAMillisecond() {
            long end = System.nanoTime() + Duration.ofMillis(1).toNanos();
            while (!report.seen && System.nanoTime() < end) Thread.onSpinWait();
        }
    }

    // what is no stall

    @LoopTest
    void aLoopThatWaitsIsNotReported(LoopCase loops) {
        String name = "waits " + System.nanoTime();
        StallReport.inThread(
                name,
                () -> loops.run(() -> {
                    toThread(() -> {
                        StallReport.holdAnotherLoop();
                        return true;
                    });
                }));
        assertNoStallOf(name);
    }

    @LoopTest
    void aLoopTurnedByHandIsNotWatchedBetweenItsTurns(LoopCase loops) {
        String name = "turns by hand " + System.nanoTime();
        String before = Thread.currentThread().getName();
        Thread.currentThread().setName(name);
        Loop loop = loops.handTurned();
        loop.turn();
        StallReport.holdAnotherLoop();
        loop.turn();
        Thread.currentThread().setName(before);
        assertNoStallOf(name);
    }

    @LoopTest
    void whatTheHostOfAGuestDoesIsNoStallOfTheLoop(LoopCase loops) throws Exception {
        String name = "host " + System.nanoTime();
        try (ExecutorService host = Executors.newSingleThreadExecutor(run -> new Thread(run, name));
                Runner runner = loops.sharedBuilder().build()) {
            Promise<String> done = runner.loop().promise();
            GuestRun<String> run = runner.startGuest(host, () -> {
                return done.await();
            });
            host.submit(StallReport::holdAnotherLoop).get();
            done.complete("done");
            assertEquals("done", run.result().get());
        }
        assertNoStallOf(name);
        assertNoStallOf("pirn-guest");
    }

    @LoopTest
    void theWatchCanBeTurnedOff(LoopCase loops) {
        CountDownLatch reported = new CountDownLatch(1);
        String name = "unwatched " + System.nanoTime();
        Thread other = Thread.ofPlatform().start(() -> {
            StallReport.holdAnotherLoop();
            reported.countDown();
        });
        StallReport.inThread(name, () -> {
            try (Runner runner = loops.builder()
                    .stall(Duration.ZERO)
                    .slowStep(Duration.ofHours(1))
                    .build()) {
                runner.run(() -> {
                    while (reported.getCount() > 0) Thread.onSpinWait();
                });
            }
        });
        StallReport.join(other);
        assertNoStallOf(name);
    }

    private static void assertNoStallOf(String loop) {
        List<Stall> stalls = Pirn.stalls().stream()
                .filter(stall -> stall.loop().equals(loop))
                .toList();
        assertEquals(List.of(), stalls);
    }

    // its end

    @LoopTest
    void aStallLastsUntilTheLoopTurns(LoopCase loops) {
        StallReport report = new StallReport("spinsOn");
        report.warningOf(() -> loops.run(() -> {
            await(spawn(() -> spinsOn(report)));
            assertFalse(report.stall().isOver() && report.stall().millis() < 200, "over too early");
            while (!report.stall().isOver()) yieldNow();
        }));
        assertTrue(report.stall().millis() >= 200, () -> report.stall().toString());
    }

    @LoopTest
    void aStallIsOverAlsoIfItsLoopIsCollectedBeforeTheWatchdogLooksAgain(LoopCase loops) {
        StallReport report = new StallReport("spins");
        report.warningOf(() -> {
            StallReport.inThread("forgotten", () -> runAndForget(loops, report));
            System.gc();
        });
        assertTrue(report.stall().isOver());
    }

    private static void runAndForget(LoopCase loops, StallReport report) {
        try (Runner runner = Runner.builder()
                .loop(loops.backend())
                .coroutines(loops.coroutines())
                .build()) {
            runner.run(() -> spins(report));
        }
    }

    private static void spinsOn(StallReport report) {
        while (!report.seen) Thread.onSpinWait();
        while (report.millis < 200) Thread.onSpinWait();
    }
}

/** What {@link Parks} needs; apart, so that it can be initialised before. */
final class Pinned {

    static volatile StallReport report = new StallReport("none");
    static volatile Thread thread = Thread.currentThread();

    private Pinned() {}
}

/** Parks in its initialiser until that was reported. */
final class Parks {

    static {
        Pinned.thread = Thread.currentThread();
        while (!Pinned.report.seen) LockSupport.park();
    }

    private Parks() {}
}
