package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.CancelScope;
import dev.pirn.Cancelled;
import dev.pirn.Clock;
import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

/** Cancel scopes: what is cancelled, until where, and what is protected. */
class ScopesTck {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest
    void aCancelledScopeEndsItsBodyAndNothingElse(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            CancelScope scope = new CancelScope();
            Loop.current().callLater(SECOND, () -> scope.cancel("enough"));
            scope.run(() -> {
                sleep(HOUR);
                log.add("not reached");
            });
            assertTrue(scope.isCancelled());
            assertTrue(scope.cancelCaught());
            sleep(SECOND);
            log.add("goes on");
        });
        assertEquals(List.of("goes on"), log);
    }

    @LoopTest
    void aScopeThatIsNotCancelledAnswersItsResult(LoopCase loops) {
        loops.runVirtual(() -> {
            CancelScope scope = new CancelScope();
            assertEquals("x", scope.call(() -> {
                yieldNow();
                return "x";
            }));
            scope.cancel();
            assertFalse(scope.cancelCaught());
            yieldNow();
        });
    }

    @LoopTest
    void aCancelledScopeAnswersNull(LoopCase loops) {
        loops.runVirtual(() -> {
            CancelScope scope = new CancelScope();
            scope.cancel();
            assertNull(scope.call(() -> {
                yieldNow();
                return "not reached";
            }));
            assertTrue(scope.cancelCaught());
        });
    }

    @LoopTest
    void aBodyThatDoesNotAwaitIsNotDisturbed(LoopCase loops) {
        loops.runVirtual(() -> {
            CancelScope scope = new CancelScope();
            scope.cancel();
            assertEquals("done", scope.call(() -> "done"));
            assertFalse(scope.cancelCaught());
        });
    }

    @LoopTest
    void aFailureOfTheBodyPassesWithItsType(LoopCase loops) {
        loops.runVirtual(() -> {
            CancelScope scope = new CancelScope();
            assertThrows(
                    IOException.class,
                    () -> scope.run(() -> {
                        throw new IOException("broken");
                    }));
            assertFalse(scope.cancelCaught());
        });
    }

    @LoopTest
    void anInnerScopeIsLeftAloneOfTheOuter(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            CancelScope outer = new CancelScope();
            CancelScope inner = new CancelScope();
            outer.run(() -> {
                inner.run(() -> {
                    inner.cancel();
                    yieldNow();
                });
                log.add("after inner");
                yieldNow();
                log.add("still in outer");
            });
            assertTrue(inner.cancelCaught());
            assertFalse(outer.cancelCaught());
        });
        assertEquals(List.of("after inner", "still in outer"), log);
    }

    @LoopTest
    void anOuterScopeEndsTheInnerOnes(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            CancelScope outer = new CancelScope();
            CancelScope inner = new CancelScope();
            outer.run(() -> {
                inner.run(() -> {
                    outer.cancel();
                    yieldNow();
                });
                log.add("not reached");
            });
            assertTrue(outer.cancelCaught());
            assertFalse(inner.cancelCaught());
        });
        assertEquals(List.of(), log);
    }

    @LoopTest
    void whenBothAreCancelledTheOuterWins(LoopCase loops) {
        loops.runVirtual(() -> {
            CancelScope outer = new CancelScope();
            CancelScope inner = new CancelScope();
            outer.run(() -> inner.run(() -> {
                inner.cancel();
                outer.cancel();
                yieldNow();
            }));
            assertTrue(outer.cancelCaught());
            assertFalse(inner.cancelCaught());
        });
    }

    @LoopTest
    void aScopeEndsAtItsDeadline(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            CancelScope scope = CancelScope.ofTimeout(SECOND);
            scope.run(() -> sleep(HOUR));
            assertTrue(scope.cancelCaught());
            assertEquals(SECOND.toNanos(), loop.time() - start);
        });
    }

    @LoopTest
    void aDeadlineCanBeMoved(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            CancelScope later = CancelScope.ofDeadline(start + SECOND.toNanos());
            later.run(() -> {
                later.deadline(start + HOUR.toNanos());
                sleep(SECOND.multipliedBy(2));
                later.deadline(Long.MAX_VALUE);
                sleep(HOUR.multipliedBy(2));
                later.deadline(loop.time() + SECOND.toNanos());
                sleep(HOUR);
            });
            assertTrue(later.cancelCaught());
            assertEquals(HOUR.multipliedBy(2).plus(SECOND.multipliedBy(3)).toNanos(), loop.time() - start);
            assertEquals(0, loop.timerCount());
        });
    }

    @LoopTest
    void aScopeIsEnteredOnce(LoopCase loops) {
        loops.runVirtual(() -> {
            CancelScope scope = new CancelScope();
            scope.run(() -> {});
            assertThrows(IllegalStateException.class, () -> scope.run(() -> {}));
        });
    }

    @LoopTest
    void case082_aShieldedScopeIgnoresTheOuterOne(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            CancelScope outer = new CancelScope();
            outer.run(() -> {
                outer.cancel();
                new CancelScope().shield(true).run(() -> {
                    sleep(SECOND);
                    log.add("shielded");
                });
                sleep(SECOND);
                log.add("not reached");
            });
            assertTrue(outer.cancelCaught());
        });
        assertEquals(List.of("shielded"), log);
    }

    @LoopTest
    void case082_aShieldedScopeHonoursItsOwnDeadline(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            CancelScope outer = new CancelScope();
            CancelScope inner = CancelScope.ofTimeout(SECOND).shield(true);
            outer.run(() -> {
                outer.cancel();
                inner.run(() -> sleep(HOUR));
                assertEquals(SECOND.toNanos(), loop.time() - start);
                yieldNow();
            });
            assertTrue(inner.cancelCaught());
            assertTrue(outer.cancelCaught());
        });
    }

    @LoopTest
    void case082_unshieldingInACancelledScopeDeliversAtTheNextAwait(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            CancelScope outer = new CancelScope();
            CancelScope inner = new CancelScope().shield(true);
            outer.run(() -> inner.run(() -> {
                outer.cancel();
                yieldNow();
                log.add("shielded");
                inner.shield(false);
                log.add("not awaiting");
                yieldNow();
                log.add("not reached");
            }));
            assertTrue(outer.cancelCaught());
        });
        assertEquals(List.of("shielded", "not awaiting"), log);
    }

    @LoopTest
    void case082_unshieldingWakesWhoAwaitsInside(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            CancelScope outer = new CancelScope();
            CancelScope inner = new CancelScope().shield(true);
            loop.callLater(SECOND, outer::cancel);
            loop.callLater(SECOND.multipliedBy(2), () -> inner.shield(false));
            outer.run(() -> inner.run(() -> sleep(HOUR)));
            assertTrue(outer.cancelCaught());
            assertEquals(SECOND.multipliedBy(2).toNanos(), loop.time() - start);
        });
    }

    @LoopTest
    void case084_aCancelledScopeThatCannotEndYetTakesNoTime(LoopCase loops) {
        AtomicInteger waits = new AtomicInteger();
        try (Runner runner =
                loops.builder().clock(new WaitCounter(loops.clock(), waits)).build()) {
            runner.run(() -> {
                CancelScope scope = new CancelScope();
                scope.run(() -> {
                    scope.cancel();
                    shielded(() -> {
                        sleep(HOUR);
                        return "slept";
                    });
                    yieldNow();
                });
                assertTrue(scope.cancelCaught());
            });
        }
        assertTrue(waits.get() < 20, () -> waits + " waits");
    }

    private record WaitCounter(Clock clock, AtomicInteger waits) implements Clock {

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }

        @Override
        public long waitNanos(long untilDeadline, int jobs, int pendingIo) {
            waits.incrementAndGet();
            return clock.waitNanos(untilDeadline, jobs, pendingIo);
        }

        @Override
        public void idled(long untilDeadline) {
            clock.idled(untilDeadline);
        }
    }

    @LoopTest
    void aScopeMayBeCancelledFromAForeignThread(LoopCase loops) {
        loops.run(() -> {
            CancelScope scope = new CancelScope();
            Task<Boolean> task = spawn(() -> {
                scope.run(() -> sleep(HOUR));
                return scope.cancelCaught();
            });
            yieldNow();
            toThread(() -> {
                scope.cancel("from afar");
                return scope;
            });
            assertTrue(await(task));
        });
    }

    @LoopTest
    void cancellingTheTaskEndsAllItsScopes(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            CancelScope scope = new CancelScope();
            Task<?> task = spawn(() -> {
                scope.run(() -> sleep(HOUR));
                log.add("not reached");
            });
            yieldNow();
            task.cancel("enough");
            assertThrows(CancellationException.class, task::await);
            assertFalse(scope.cancelCaught());
        });
        assertEquals(List.of(), log);
    }

    @LoopTest
    void aCancellationCaughtTooEarlyComesAgain(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            CancelScope scope = new CancelScope();
            scope.run(() -> {
                scope.cancel("enough");
                try {
                    yieldNow();
                } catch (Cancelled c) {
                    log.add(c.reason());
                }
                yieldNow();
                log.add("not reached");
            });
            assertTrue(scope.cancelCaught());
            assertFalse(currentTask().isCancelling());
        });
        assertEquals(List.of("enough"), log);
    }

    private static void nest(int depth, Runnable innermost) {
        if (depth == 0) innermost.run();
        else new CancelScope().run(() -> nest(depth - 1, innermost));
    }

    @LoopTest
    void scopesMayBeNestedDeeply(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<?> task = spawn(() -> nest(500, () -> sleep(HOUR)));
            yieldNow();
            task.cancel("enough");
            assertThrows(CancellationException.class, task::await);
        });
    }

    private static void nestGroups(int depth, int[] ended) {
        try {
            TaskGroup.run(group -> {
                if (depth > 0) group.spawn(() -> nestGroups(depth - 1, ended));
                sleep(HOUR);
            });
        } finally {
            ended[0]++;
        }
    }

    @LoopTest
    void soMayGroupsOfTasks(LoopCase loops) {
        int depth = 5_000;
        int[] ended = {0};
        loops.runVirtual(() -> {
            Task<?> task = spawn(() -> nestGroups(depth, ended));
            sleep(SECOND);
            task.cancel("enough");
            assertThrows(CancellationException.class, task::await);
        });
        assertEquals(depth + 1, ended[0]);
    }
}
