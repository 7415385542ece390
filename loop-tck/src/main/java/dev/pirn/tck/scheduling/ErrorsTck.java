package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.ErrorReport;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/** Nothing is swallowed: what no caller catches goes to the exception handler, once. */
class ErrorsTck {

    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest
    void case028_aFailingCallbackIsReportedOnceAndTheLoopGoesOn(LoopCase loops) {
        loops.expectReports(1);
        List<String> log = new ArrayList<>();
        IllegalStateException failure = new IllegalStateException("bad callback");
        Runnable callback = () -> {
            throw failure;
        };
        loops.runVirtual(() -> {
            Loop.current().callSoon(callback);
            Loop.current().callSoon(() -> log.add("next"));
            yieldNow();
        });
        ErrorReport report = loops.reports().getFirst();
        assertSame(failure, report.failure());
        assertNotNull(report.source());
        assertTrue(report.message().contains("callback"), report::message);
        assertEquals(List.of("next"), log);
    }

    @LoopTest
    void case028_soAreTimersAndDoneCallbacks(LoopCase loops) {
        loops.expectReports(2);
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            loop.callLater(HOUR, () -> {
                throw new IllegalStateException("bad timer");
            });
            Promise<String> promise = loop.promise();
            promise.onDone(done -> {
                throw new IllegalStateException("bad done callback");
            });
            promise.complete("x");
            sleep(HOUR.multipliedBy(2));
        });
        assertEquals(List.of("bad done callback", "bad timer"), messages(loops));
    }

    @LoopTest
    void case028_anErrorThatIsNotFatalIsReportedToo(LoopCase loops) {
        loops.expectReports(2);
        loops.runVirtual(() -> {
            Loop.current().callSoon(() -> {
                throw new AssertionError("not fatal");
            });
            Loop.current().callSoon(() -> {
                throw new StackOverflowError("nor this");
            });
            yieldNow();
        });
        assertEquals(List.of("not fatal", "nor this"), messages(loops));
    }

    @LoopTest
    void case028_inDebugAFailureTellsWhereItsCallbackWasRegistered(LoopCase loops) {
        loops.expectReports(2);
        runDebug(loops, () -> {
            registersABadCallback();
            spawn(ErrorsTck::registersABadTimer);
            sleep(Duration.ofMillis(1));
        });
        assertEquals(List.of("bad callback", "bad timer"), messages(loops));
        assertTrue(tellsAbout(loops.reports().getFirst(), "registersABadCallback"));
        assertTrue(tellsAbout(loops.reports().getLast(), "registersABadTimer"));
    }

    private static void registersABadCallback() {
        Loop.current().callSoon(() -> throwUnchecked("bad callback"));
    }

    private static void registersABadTimer() {
        Loop.current().callLater(Duration.ZERO, () -> throwUnchecked("bad timer"));
    }

    private static void throwUnchecked(String message) {
        throw new IllegalStateException(message);
    }

    private static boolean tellsAbout(ErrorReport report, String method) {
        Throwable failure = Objects.requireNonNull(report.failure());
        return Arrays.stream(failure.getSuppressed())
                .flatMap(suppressed -> Arrays.stream(suppressed.getStackTrace()))
                .anyMatch(frame -> frame.getMethodName().equals(method));
    }

    @LoopTest
    void aHandlerThatFailsDoesNotStopTheLoop(LoopCase loops) {
        List<String> log = new ArrayList<>();
        List<String> logged = Logs.of(
                "dev.pirn",
                () -> loops.runVirtual(() -> {
                    Loop loop = Loop.current();
                    loop.exceptionHandler((where, report) -> {
                        log.add(report.message());
                        throw new IllegalStateException("bad handler");
                    });
                    loop.report("first", null, null);
                    loop.callSoon(() -> loop.report("second", null, null));
                    yieldNow();
                }));
        assertEquals(List.of("first", "second"), log);
        assertEquals(2, logged.size(), logged::toString);
    }

    @LoopTest
    void case030_aFailureNobodyReadsIsReportedWhenItIsUnreachable(LoopCase loops) {
        loops.expectReports(1);
        loops.runVirtual(() -> {
            spawn("doomed", () -> {
                throw new IllegalStateException("not observed");
            });
            for (int i = 0; i < 50 && loops.reports().isEmpty(); i++) {
                await(spawn(() -> yieldNow())); // a thread of the JDK may still hold the last coroutine that it ran
                System.gc();
            }
            assertEquals(List.of("not observed"), messages(loops));
        });
        assertTrue(
                loops.reports().getFirst().toString().contains("doomed"),
                () -> loops.reports().toString());
    }

    @LoopTest
    void case030_andAtTheLatestWhenTheRunEnds(LoopCase loops) {
        loops.expectReports(1);
        Task<?>[] kept = new Task<?>[1];
        loops.runVirtual(() -> {
            kept[0] = spawn("doomed", () -> {
                throw new IllegalStateException("not observed");
            });
            yieldNow();
            assertEquals(List.of(), loops.reports());
        });
        assertEquals(List.of("not observed"), messages(loops));
        assertTrue(kept[0].isDone());
    }

    @LoopTest
    void case030_inDebugItTellsWhereItsTaskWasSpawned(LoopCase loops) {
        loops.expectReports(1);
        runDebug(loops, () -> {
            spawnsADoomedTask();
            yieldNow();
        });
        assertTrue(tellsAbout(loops.reports().getFirst(), "spawnsADoomedTask"));
    }

    private static void spawnsADoomedTask() {
        spawn("doomed", () -> throwUnchecked("not observed"));
    }

    @LoopTest
    void case030_aFailureThatWasReadIsNotReported(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            Task<Object> awaited = failing();
            assertThrows(IllegalStateException.class, awaited::await);
            Task<Object> looked = failing();
            yieldNow();
            assertEquals("bad", looked.exceptionNow().getMessage());
            Task<?> cancelled = spawn(() -> sleep(HOUR));
            yieldNow();
            cancelled.cancel("enough");
            Promise<String> promise = loop.promise();
            promise.fail(new CancellationException("no"));
            yieldNow();
        });
        System.gc();
    }

    // As in asyncio: who cancels a task does not want to know any more how it ended.
    @LoopTest
    void case030_norIsOneOfATaskThatWasCancelledLater(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<Object> task = failing();
            yieldNow();
            assertFalse(task.cancel("not interesting any more"));
            assertFalse(task.isCancelled());
        });
    }

    private static Task<Object> failing() {
        return spawn(() -> {
            throw new IllegalStateException("bad");
        });
    }

    @LoopTest
    void case032_inDebugASlowCallbackIsLoggedOnceWithItsStack(LoopCase loops) {
        List<String> warnings = slowStepsOf(loops, () -> {
            Loop.current().callSoon(ErrorsTck::blocksTheLoop);
            yieldNow();
        });
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.getFirst().contains("callback"), warnings::toString);
        assertTrue(warnings.getFirst().contains("blocksTheLoop"), warnings::toString);
        assertTrue(warnings.getFirst().matches("(?s).*\\d+ ms.*"), warnings::toString);
    }

    @LoopTest
    void case032_soIsASlowStepOfATaskWithItsName(LoopCase loops) {
        List<String> warnings = slowStepsOf(loops, () -> {
            await(spawn("sluggish", ErrorsTck::blocksTheLoop));
            await(spawn("nimble", () -> yieldNow()));
        });
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.getFirst().contains("sluggish"), warnings::toString);
    }

    private static List<String> slowStepsOf(LoopCase loops, dev.pirn.Block<?> main) {
        return Logs.of("dev.pirn", () -> runDebug(loops, main)).stream()
                .filter(warning -> warning.startsWith("slow step"))
                .toList();
    }

    /** What lasts for so long is reported as a stall as well, unless those are not looked for. */
    private static void runDebug(LoopCase loops, dev.pirn.Block<?> main) {
        try (Runner runner = loops.builder()
                .debug(true)
                .slowStep(Duration.ofMillis(40))
                .stall(Duration.ZERO)
                .build()) {
            runner.run(main);
        }
    }

    /** Holds the loop until the watchdog has looked, however long that takes on a busy machine. */
    private static void blocksTheLoop() {
        Thread other = Thread.ofPlatform().start(StallReport::holdAnotherLoop);
        while (other.isAlive()) Thread.onSpinWait();
    }

    private static List<String> messages(LoopCase loops) {
        return loops.reports().stream()
                .map(report -> String.valueOf(
                        report.failure() == null ? null : report.failure().getMessage()))
                .toList();
    }
}
