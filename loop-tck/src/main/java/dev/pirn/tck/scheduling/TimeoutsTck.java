package dev.pirn.tck.scheduling;

import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.timeoutAt;
import static dev.pirn.Async.waitFor;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Block;
import dev.pirn.CancelScope;
import dev.pirn.Cancelled;
import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.TaskGroupException;
import dev.pirn.TimedOutException;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** Timeouts: a scope with a deadline that says so when it is over. */
class TimeoutsTck {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest
    void aBodyInTimeAnswersAndLeavesNoTimer(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            assertEquals("done", timeout(HOUR, () -> {
                sleep(SECOND);
                return "done";
            }));
            assertEquals(0, loop.timerCount());
        });
    }

    @LoopTest
    void aBodyThatTakesTooLongIsEndedInTime(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            TimedOutException late = assertThrows(
                    TimedOutException.class,
                    () -> timeout(SECOND, () -> {
                        try {
                            sleep(HOUR);
                            return "not reached";
                        } finally {
                            log.add("cleaned up");
                        }
                    }));
            assertEquals(SECOND.toNanos(), loop.time() - start);
            assertTrue(String.valueOf(late.getMessage()).contains("1"), late::getMessage);
            yieldNow();
        });
        assertEquals(List.of("cleaned up"), log);
    }

    @LoopTest
    void aTimeoutMayBeAMoment(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long when = loop.time() + SECOND.toNanos();
            assertThrows(
                    TimedOutException.class,
                    () -> timeoutAt(when, () -> {
                        sleep(HOUR);
                        return "not reached";
                    }));
            assertEquals(when, loop.time());
        });
    }

    @LoopTest
    void cleanupMayTakeLongerThanTheTimeout(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            assertThrows(
                    TimedOutException.class,
                    () -> timeout(SECOND, () -> {
                        try {
                            sleep(HOUR);
                            return "not reached";
                        } finally {
                            shielded(() -> {
                                sleep(SECOND);
                                return "cleaned up";
                            });
                        }
                    }));
            assertEquals(SECOND.multipliedBy(2).toNanos(), loop.time() - start);
        });
    }

    @LoopTest
    void aFailureOfTheBodyPassesWithItsType(LoopCase loops) {
        loops.runVirtual(() -> {
            IOException failure = assertThrows(
                    IOException.class,
                    () -> timeout(HOUR, () -> {
                        yieldNow();
                        throw new IOException("broken");
                    }));
            assertEquals("broken", failure.getMessage());
        });
    }

    @LoopTest
    void aBodyThatCatchesTheCancellationKeepsItsResult(LoopCase loops) {
        loops.runVirtual(() -> assertEquals("caught", timeout(SECOND, () -> {
            try {
                sleep(HOUR);
                return "not reached";
            } catch (Cancelled c) {
                return "caught";
            }
        })));
    }

    @LoopTest
    void theShorterOfNestedTimeoutsCounts(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            assertThrows(
                    TimedOutException.class,
                    () -> timeout(SECOND, () -> {
                        try {
                            return timeout(HOUR, () -> {
                                sleep(HOUR.multipliedBy(2));
                                return "not reached";
                            });
                        } catch (TimedOutException e) {
                            log.add("inner");
                            throw e;
                        }
                    }));
            assertThrows(
                    TimedOutException.class,
                    () -> timeout(HOUR, () -> {
                        assertThrows(
                                TimedOutException.class,
                                () -> timeout(SECOND, () -> {
                                    sleep(HOUR);
                                    return "not reached";
                                }));
                        log.add("goes on in outer");
                        sleep(HOUR);
                        return "not reached";
                    }));
        });
        assertEquals(List.of("goes on in outer"), log);
    }

    @LoopTest
    void case064_afterABusyLoopTheInnerTimeoutIsToldAndThenTheOuter(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            assertThrows(
                    TimedOutException.class,
                    () -> timeout(Duration.ofMillis(100), () -> {
                        assertThrows(
                                TimedOutException.class,
                                () -> timeout(Duration.ofMillis(10), () -> {
                                    loops.clock().advance(Duration.ofMillis(100)); // the loop is busy
                                    sleep(SECOND);
                                    return "not reached";
                                }));
                        log.add("inner timed out");
                        sleep(SECOND.multipliedBy(10));
                        return "not reached";
                    }));
            log.add("outer timed out");
        });
        assertEquals(List.of("inner timed out", "outer timed out"), log);
    }

    @LoopTest
    void case066_beingCancelledInsideATimeoutStaysACancellation(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<?> task = spawn(() -> {
                try {
                    timeout(HOUR, () -> {
                        sleep(HOUR.multipliedBy(2));
                        return "not reached";
                    });
                } catch (TimedOutException e) {
                    log.add("confused");
                }
            });
            sleep(SECOND);
            task.cancel("enough");
            assertThrows(CancellationException.class, task::await);
            assertTrue(task.isCancelled());
        });
        assertEquals(List.of(), log);
    }

    // asyncio counts cancellations; here the scope that was cancelled has been left, so it cannot confuse anybody.
    @LoopTest
    void case066_aCancellationThatIsOverDoesNotConfuseALaterTimeout(LoopCase loops) {
        loops.runVirtual(() -> {
            CancelScope scope = new CancelScope();
            scope.run(() -> {
                scope.cancel("enough");
                yieldNow();
            });
            assertTrue(scope.cancelCaught());
            assertThrows(
                    TimedOutException.class,
                    () -> timeout(Duration.ZERO, () -> {
                        yieldNow();
                        return "not reached";
                    }));
            assertFalse(currentTask().isCancelling());
        });
    }

    // asyncio: the swallowed cancel is forgotten. Here it is level-triggered, so it is what the next await throws.
    @LoopTest
    void case066_aSwallowedCancellationOfTheTaskComesBeforeALaterTimeout(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<?> task = spawn(() -> {
                try {
                    sleep(HOUR);
                } catch (Cancelled c) {
                    log.add("swallowed");
                }
                timeout(Duration.ZERO, () -> {
                    yieldNow();
                    return "not reached";
                });
            });
            yieldNow();
            task.cancel("enough");
            assertThrows(CancellationException.class, task::await);
        });
        assertEquals(List.of("swallowed"), log);
    }

    @LoopTest
    void case068_aTimeoutOfZeroOrLessFiresAtTheFirstAwait(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            for (Duration limit : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
                assertThrows(
                        TimedOutException.class,
                        () -> timeout(limit, () -> {
                            log.add("runs to its first await");
                            yieldNow();
                            return "not reached";
                        }));
                assertEquals("no await", timeout(limit, () -> "no await"));
            }
        });
        assertEquals(List.of("runs to its first await", "runs to its first await"), log);
    }

    private static void waitsHere() {
        sleep(HOUR);
    }

    private static void waitASecondFor(Block<?> body) {
        Task<?> task = spawn(body);
        waitFor(SECOND, task);
    }

    private static void assertShowsWhereItWaited(TimedOutException late) {
        Cancelled cancelled = assertInstanceOf(Cancelled.class, late.getCause());
        assertTrue(
                Arrays.stream(cancelled.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("waitsHere")),
                () -> "not in its stack: " + late);
    }

    private static TimedOutException shownBy(Throwable failure) {
        assertEquals(1, failure.getSuppressed().length);
        return assertInstanceOf(TimedOutException.class, failure.getSuppressed()[0]);
    }

    @LoopTest
    void itsCauseShowsWhereTheBodyWaited(LoopCase loops) {
        loops.runVirtual(() -> {
            assertShowsWhereItWaited(assertThrows(
                    TimedOutException.class,
                    () -> timeout(SECOND, () -> {
                        try {
                            waitsHere();
                        } finally {
                            yieldNow();
                        }
                    })));
            assertShowsWhereItWaited(assertThrows(
                    TimedOutException.class,
                    () -> timeout(SECOND, () -> TaskGroup.run(group -> group.spawn(() -> waitsHere())))));
            assertShowsWhereItWaited(
                    assertThrows(TimedOutException.class, () -> waitASecondFor(TimeoutsTck::waitsHere)));
            assertShowsWhereItWaited(assertThrows(
                    TimedOutException.class,
                    () -> timeoutAt(Loop.current().time() + 1, () -> {
                        waitsHere();
                        return "not reached";
                    })));
        });
    }

    @LoopTest
    void aFailureOfItsCleanupIsThrownAndShowsIt(LoopCase loops) {
        loops.runVirtual(() -> {
            IOException failure = assertThrows(
                    IOException.class,
                    () -> timeout(SECOND, () -> {
                        try {
                            waitsHere();
                        } finally {
                            failCleanup();
                        }
                    }));
            assertEquals("cleanup failed", failure.getMessage());
            assertShowsWhereItWaited(shownBy(failure));
        });
    }

    private static void failCleanup() throws IOException {
        throw new IOException("cleanup failed");
    }

    private static void waitsAndFailsCleanup() throws IOException {
        try {
            waitsHere();
        } finally {
            failCleanup();
        }
    }

    @LoopTest
    void soIsOneInAGroup(LoopCase loops) {
        loops.runVirtual(() -> {
            TaskGroupException failed = assertThrows(
                    TaskGroupException.class,
                    () -> timeout(
                            SECOND, () -> TaskGroup.run(group -> group.spawn(TimeoutsTck::waitsAndFailsCleanup))));
            assertEquals(1, failed.failures().size());
            assertInstanceOf(IOException.class, failed.getCause());
            assertShowsWhereItWaited(shownBy(failed));
        });
    }

    @LoopTest
    void soIsOneOfWhatIsAwaited(LoopCase loops) {
        loops.runVirtual(() -> {
            CompletionException failed =
                    assertThrows(CompletionException.class, () -> waitASecondFor(TimeoutsTck::waitsAndFailsCleanup));
            IOException failure = assertInstanceOf(IOException.class, failed.getCause());
            assertTrue(
                    Arrays.stream(failure.getSuppressed()).anyMatch(TimedOutException.class::isInstance),
                    "the timeout is not shown");
        });
    }

    @LoopTest
    void aFailureBeforeTheTimeIsOverShowsNothing(LoopCase loops) {
        loops.runVirtual(() -> {
            IOException failure = assertThrows(IOException.class, () -> timeout(SECOND, () -> failCleanup()));
            assertEquals(0, failure.getSuppressed().length);
            TaskGroupException failed = assertThrows(
                    TaskGroupException.class,
                    () -> TaskGroup.run(group -> {
                        group.spawn(() -> waitsHere());
                        group.spawn(() -> failCleanup());
                    }));
            assertEquals(0, failed.getSuppressed().length);
        });
    }

    @LoopTest
    void aScopeShowsItsCancellationToo(LoopCase loops) {
        loops.runVirtual(() -> {
            CancelScope scope = new CancelScope();
            Loop.current().callLater(SECOND, () -> scope.cancel("enough"));
            IOException failure = assertThrows(IOException.class, () -> scope.run(() -> waitsAndFailsCleanup()));
            assertEquals(
                    "enough",
                    assertInstanceOf(Cancelled.class, failure.getSuppressed()[0])
                            .reason());
        });
    }
}
