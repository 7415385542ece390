package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Clock;
import dev.pirn.ErrorReport;
import dev.pirn.Future;
import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.LoopLocal;
import dev.pirn.Pirn;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.TaskLocal;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Running, stopping, running again, closing. */
class LifecycleTck {

    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest
    void runAnswersTheResultOfMain(LoopCase loops) {
        try (Runner runner = loops.builder().build()) {
            assertEquals(123, runner.run(() -> 123));
            runner.run(() -> yieldNow());
        }
    }

    @LoopTest
    void runThrowsWhatMainThrows(LoopCase loops) {
        try (Runner runner = loops.builder().build()) {
            IllegalStateException unchecked = new IllegalStateException("unchecked");
            assertSame(
                    unchecked,
                    assertThrows(
                            IllegalStateException.class,
                            () -> runner.run(() -> {
                                throw unchecked;
                            })));
            IOException checked = new IOException("checked");
            assertSame(
                    checked,
                    assertThrows(
                                    CompletionException.class,
                                    () -> runner.run(() -> {
                                        throw checked;
                                    }))
                            .getCause());
        }
    }

    @LoopTest
    void case004_stoppedBeforeItRunsALoopRunsWhatIsReadyAndReturns(LoopCase loops) {
        List<String> log = new ArrayList<>();
        try (Runner runner = loops.builder().build()) {
            Loop loop = runner.loop();
            loop.callSoon(() -> {
                log.add("ready");
                loop.callSoon(() -> log.add("next time"));
            });
            loop.stop();
            loop.runForever();
            assertEquals(List.of("ready"), log);
            assertFalse(loop.isRunning());
            loop.stop();
            loop.runForever();
            assertEquals(List.of("ready", "next time"), log);
        }
    }

    @LoopTest
    void stopLetsTheBatchRunToItsEnd(LoopCase loops) {
        List<String> log = new ArrayList<>();
        try (Runner runner = loops.builder().build()) {
            Loop loop = runner.loop();
            loop.callSoon(() -> {
                loop.stop();
                loop.callSoon(() -> log.add("queued by first"));
                log.add("first");
            });
            loop.callSoon(() -> log.add("second"));
            loop.runForever();
            assertEquals(List.of("first", "second"), log);
            loop.stop();
            loop.runForever();
            assertEquals(List.of("first", "second", "queued by first"), log);
        }
    }

    @LoopTest
    void aForeignThreadMayStopALoopThatWaits(LoopCase loops) {
        try (Runner runner = loops.builder().build()) {
            Loop loop = runner.loop();
            loop.callSoon(() -> Thread.ofPlatform().start(loop::stop));
            loop.runForever();
            assertFalse(loop.isRunning());
        }
    }

    @LoopTest
    void case018_aTaskThatStopsTheLoopCanBeCompletedByASecondRun(LoopCase loops) {
        try (Runner runner = loops.builder().build()) {
            Loop loop = runner.loop();
            Promise<Integer> gate = loop.promise();
            Task<Integer> task = loop.spawn(() -> {
                loop.stop();
                return await(gate);
            });
            IllegalStateException stopped =
                    assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(task));
            assertTrue(stopped.toString().contains("stopped before"), stopped::toString);
            assertFalse(task.isDone());
            gate.complete(42);
            assertEquals(42, loop.runUntilComplete(task));
        }
    }

    @LoopTest
    void aFutureOfAnEarlierRunDoesNotStopALaterOne(LoopCase loops) {
        List<String> log = new ArrayList<>();
        try (Runner runner = loops.builder().build()) {
            Loop loop = runner.loop();
            Promise<String> stale = loop.promise();
            loop.callSoon(loop::stop);
            assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(stale));
            Task<?> task = loop.spawn(() -> {
                stale.complete("now");
                yieldNow();
                yieldNow();
                log.add("not stopped");
            });
            loop.runUntilComplete(task);
        }
        assertEquals(List.of("not stopped"), log);
    }

    @LoopTest
    void runUntilCompleteOfADoneFutureAnswersAtOnce(LoopCase loops) {
        try (Runner runner = loops.builder().build()) {
            Promise<String> done = runner.loop().promise();
            done.complete("x");
            assertEquals("x", runner.loop().runUntilComplete(done));
        }
    }

    @LoopTest
    void case020_aClosedLoopRefusesEverything(LoopCase loops) {
        Runner runner = loops.builder().build();
        Loop loop = runner.loop();
        Promise<String> promise = loop.promise();
        runner.run(() -> yieldNow());
        runner.close();

        assertTrue(loop.isClosed());
        assertFalse(loop.isRunning());
        assertThrows(LoopClosedException.class, () -> loop.callSoon(() -> {}));
        assertThrows(LoopClosedException.class, () -> loop.execute(() -> {}));
        assertThrows(LoopClosedException.class, () -> loop.callLater(HOUR, () -> {}));
        assertThrows(LoopClosedException.class, () -> loop.callAt(0, () -> {}));
        assertThrows(LoopClosedException.class, () -> loop.spawn(() -> "never"));
        assertThrows(LoopClosedException.class, () -> loop.spawn(() -> yieldNow()));
        assertThrows(LoopClosedException.class, () -> loop.runInExecutor(null, () -> "never"));
        try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            assertThrows(LoopClosedException.class, () -> loop.runInExecutor(pool, () -> "never"));
        }
        assertThrows(LoopClosedException.class, loop::runForever);
        assertThrows(LoopClosedException.class, loop::turn);
        assertThrows(LoopClosedException.class, () -> loop.runUntilComplete(promise));
        loop.close();
        runner.close();
    }

    @LoopTest
    void case020_aRunningLoopCannotBeClosed(LoopCase loops) {
        loops.run(() -> {
            Loop loop = Loop.current();
            assertThrows(IllegalStateException.class, loop::close);
            assertFalse(loop.isClosed());
            yieldNow();
        });
    }

    @LoopTest
    void case022_whatMainLeavesBehindIsCancelledAndAwaited(LoopCase loops) {
        List<String> log = new ArrayList<>();
        try (Runner runner = loops.builder().build()) {
            int result = runner.run(() -> {
                spawn(() -> {
                    try {
                        sleep(HOUR);
                    } finally {
                        shielded(() -> {
                            yieldNow();
                            return log.add("cleaned up");
                        });
                    }
                });
                yieldNow();
                return 123;
            });
            assertEquals(123, result);
            assertEquals(List.of("cleaned up"), log);
            assertTrue(runner.loop().tasks().isEmpty());
        }
    }

    @LoopTest
    void case022_aFailureOfThatCleanupIsReportedAndRunAnswers(LoopCase loops) {
        loops.expectReports(1);
        IllegalStateException failure = new IllegalStateException("cleanup failed");
        try (Runner runner = loops.builder().build()) {
            int result = runner.run(() -> {
                spawn("careless", () -> {
                    try {
                        sleep(HOUR);
                    } finally {
                        throwUnchecked(failure);
                    }
                });
                yieldNow();
                return 123;
            });
            assertEquals(123, result);
        }
        ErrorReport report = loops.reports().getFirst();
        assertSame(failure, report.failure());
        assertTrue(report.toString().contains("careless"), report::toString);
    }

    private static void throwUnchecked(RuntimeException failure) {
        throw failure;
    }

    @LoopTest
    void case022_whatIsSpawnedDuringCleanupIsCancelledToo(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.run(() -> {
            spawn(() -> {
                try {
                    sleep(HOUR);
                } finally {
                    spawn(() -> {
                        log.add("late starter");
                        sleep(HOUR);
                        log.add("not reached");
                    });
                }
            });
            yieldNow();
        });
        assertEquals(List.of("late starter"), log);
    }

    @LoopTest
    void case024_theRunsOfARunnerShareLoopAndValues(LoopCase loops) {
        TaskLocal<String> user = TaskLocal.withDefault("guest");
        Runner runner = loops.builder().build();
        Loop first = runner.run(() -> {
            user.set("ann");
            return Loop.current();
        });
        runner.run(() -> {
            assertSame(first, Loop.current());
            assertEquals("ann", user.get());
        });
        runner.close();
        assertThrows(LoopClosedException.class, () -> runner.run(() -> "never"));
        assertThrows(LoopClosedException.class, runner::loop);
    }

    @LoopTest
    void case026_aFatalErrorInACallbackEscapesAndTheLoopCanRunAgain(LoopCase loops) {
        List<String> log = new ArrayList<>();
        InternalError fatal = new InternalError("made up");
        try (Runner runner = loops.builder().build()) {
            Loop loop = runner.loop();
            loop.callSoon(() -> {
                throw fatal;
            });
            loop.callSoon(() -> log.add("same batch"));
            assertSame(fatal, assertThrows(InternalError.class, loop::runForever));
            assertFalse(loop.isRunning());
            assertFalse(loop.isClosed());
            runner.run(() -> log.add("runs again"));
        }
        assertEquals(List.of("same batch", "runs again"), log);
    }

    @LoopTest
    void case026_aFatalErrorInATaskEscapesFromRun(LoopCase loops) {
        InternalError fatal = new InternalError("made up");
        try (Runner runner = loops.builder().build()) {
            assertSame(
                    fatal,
                    assertThrows(
                            InternalError.class,
                            () -> runner.run(() -> {
                                spawn(() -> {
                                    throw fatal;
                                });
                                sleep(HOUR);
                            })));
            assertEquals("runs again", runner.run(() -> "runs again"));
        }
    }

    @LoopTest
    void aLoopCannotRunInsideALoop(LoopCase loops) {
        try (Runner other = loops.builder().build()) {
            Loop otherLoop = other.loop();
            loops.run(() -> {
                assertThrows(IllegalStateException.class, () -> Pirn.run(() -> "never"));
                assertThrows(IllegalStateException.class, () -> other.run(() -> "never"));
                assertThrows(IllegalStateException.class, otherLoop::runForever);
                assertThrows(IllegalStateException.class, Loop.current()::runForever);
            });
        }
    }

    @LoopTest
    void outsideThereIsNoCurrentLoop(LoopCase loops) {
        assertNull(Loop.currentOrNull());
        assertThrows(IllegalStateException.class, Loop::current);
        loops.run(() -> assertSame(Loop.current(), Loop.currentOrNull()));
        assertNull(Loop.currentOrNull());
    }

    @LoopTest
    void aLoopTellsWhatItIs(LoopCase loops) {
        loops.run(() -> {
            Loop loop = Loop.current();
            assertEquals(loops.coroutines(), loop.coroutines());
            assertEquals(loops.debug(), loop.debug());
            assertTrue(loop.isRunning());
            assertTrue(loop.onLoop());
        });
    }

    @LoopTest
    void loopLocalsAreOneALoopAndClosedWithIt(LoopCase loops) {
        List<String> log = new ArrayList<>();
        LoopLocal<AutoCloseable> pool = new LoopLocal<>(loop -> () -> log.add("closed"));
        loops.run(() -> {
            AutoCloseable mine = pool.get();
            assertSame(mine, pool.get(Loop.current()));
            assertSame(mine, await(spawn(() -> pool.get())));
            assertEquals(List.of(), log);
        });
        assertEquals(List.of("closed"), log);
    }

    @LoopTest
    void aLoopTurnedByHandRunsTasks(LoopCase loops) {
        Loop loop = loops.handTurned();
        Future<String> task = loop.spawn(() -> {
            sleep(HOUR);
            return "slept";
        });
        loops.settle(loop);
        assertFalse(task.isDone());
        loops.clock().advance(HOUR);
        loops.settle(loop);
        assertEquals("slept", task.resultNow());
    }

    @LoopTest
    void anInterruptDoesNotMakeALoopSpin(LoopCase loops) {
        AtomicInteger waits = new AtomicInteger();
        Clock counting = new Clock() {
            @Override
            public long nanoTime() {
                return Clock.system().nanoTime();
            }

            @Override
            public long waitNanos(long untilDeadline, int jobs, int pendingIo) {
                waits.incrementAndGet();
                return untilDeadline;
            }
        };
        try (Runner runner = loops.builder().clock(counting).build()) {
            Loop loop = runner.loop();
            Thread runs = Thread.currentThread();
            loop.callSoon(runs::interrupt);
            loop.callLater(Duration.ofMillis(20), loop::stop);
            loop.runForever();
            assertTrue(Thread.interrupted(), "the interrupt was swallowed");
        }
        assertTrue(waits.get() < 20, () -> waits + " waits");
    }
}
