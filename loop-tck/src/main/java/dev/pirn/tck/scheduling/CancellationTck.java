package dev.pirn.tck.scheduling;

import static dev.pirn.Async.asCompleted;
import static dev.pirn.Async.await;
import static dev.pirn.Async.checkCancelled;
import static dev.pirn.Async.checkpoint;
import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.gather;
import static dev.pirn.Async.shield;
import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.waitAll;
import static dev.pirn.Async.waitFirst;
import static dev.pirn.Async.waitFor;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Block;
import dev.pirn.Cancelled;
import dev.pirn.Loop;
import dev.pirn.Parker;
import dev.pirn.Promise;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.sync.Lock;
import dev.pirn.sync.Queue;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Cancelling tasks: level-triggered, delivered at awaits, nothing lost. */
class CancellationTck {

    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest
    void aCancelledTaskIsToldAtItsAwaitAndCleansUp(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<?> task = spawn(() -> {
                try {
                    sleep(HOUR);
                    log.add("not reached");
                } finally {
                    log.add("cleaned up");
                }
            });
            yieldNow();
            assertTrue(task.cancel("enough"));
            assertFalse(task.isDone());
            assertTrue(task.isCancelling());
            CancellationException cancelled = assertThrows(CancellationException.class, task::await);
            assertTrue(cancelled.toString().contains("enough"), cancelled::toString);
            assertTrue(task.isCancelled());
            assertFalse(task.cancel("again"));
        });
        assertEquals(List.of("cleaned up"), log);
    }

    // asyncio: the body never runs. Here a spawned task always starts, so that what it owns is closed.
    @LoopTest
    void case034_cancelledBeforeItsFirstStepATaskRunsToItsFirstAwait(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<?> task = spawn(() -> {
                try {
                    log.add("started");
                    sleep(HOUR);
                    log.add("not reached");
                } finally {
                    log.add("closed");
                }
            });
            task.cancel("at once");
            assertThrows(CancellationException.class, task::await);
        });
        assertEquals(List.of("started", "closed"), log);
    }

    @LoopTest
    void case036_whoCatchesTheCancellationAndReturnsHasAResult(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<Integer> task = spawn(() -> {
                try {
                    sleep(HOUR);
                    return 1;
                } catch (Cancelled c) {
                    return 42;
                }
            });
            yieldNow();
            task.cancel("enough");
            assertEquals(42, await(task));
            assertFalse(task.isCancelled());
        });
    }

    // asyncio throws once. Here every await throws until the scope is left.
    @LoopTest
    void everyAwaitOfACancelledTaskThrows(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<Integer> task = spawn(() -> {
                int thrown = 0;
                for (int i = 0; i < 3; i++) {
                    try {
                        sleep(HOUR);
                    } catch (Cancelled c) {
                        thrown++;
                    }
                }
                return thrown;
            });
            yieldNow();
            task.cancel("enough");
            assertEquals(3, await(task));
        });
    }

    @LoopTest
    void catchingExceptionDoesNotSwallowACancellation(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<?> task = spawn(() -> {
                try {
                    sleep(HOUR);
                } catch (Exception e) {
                    log.add("swallowed");
                }
            });
            yieldNow();
            task.cancel("enough");
            assertThrows(CancellationException.class, task::await);
        });
        assertEquals(List.of(), log);
    }

    @LoopTest
    void case038_aTaskThatCancelsItselfIsStoppedAtItsNextAwait(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<?> task = spawn(() -> {
                currentTask().cancel("by itself");
                log.add("goes on");
                yieldNow();
                log.add("not reached");
            });
            assertThrows(CancellationException.class, task::await);
        });
        assertEquals(List.of("goes on"), log);
    }

    @LoopTest
    void case038_aTaskThatCancelsItselfAndReturnsIsCancelled(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<Integer> task = spawn(() -> {
                currentTask().cancel("by itself");
                return 42;
            });
            CancellationException cancelled = assertThrows(CancellationException.class, task::await);
            assertTrue(cancelled.toString().contains("by itself"), cancelled::toString);
            assertTrue(task.isCancelled());
        });
    }

    @LoopTest
    void case040_cancellingATaskAndWhatItAwaitsIsOneCancellation(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Promise<String> promise = Loop.current().promise();
            Task<?> task = spawn(() -> {
                try {
                    await(promise);
                } catch (Cancelled | CancellationException e) {
                    log.add(e.getClass().getSimpleName());
                    throw e;
                }
            });
            yieldNow();
            task.cancel("task");
            promise.cancel("promise");
            assertThrows(CancellationException.class, task::await);
            assertTrue(task.isCancelled());
        });
        assertEquals(List.of("Cancelled"), log);
    }

    // There is no uncancel: scopes nest instead. What case 42 protects holds all the same: the value is not lost.
    @LoopTest
    void case042_aResultThatHasArrivedIsDeliveredAndTheNextAwaitThrows(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Promise<String> promise = Loop.current().promise();
            Task<?> task = spawn(() -> {
                log.add(await(promise));
                yieldNow();
                log.add("not reached");
            });
            yieldNow();
            promise.complete("value");
            task.cancel("too late for the value");
            assertThrows(CancellationException.class, task::await);
        });
        assertEquals(List.of("value"), log);
    }

    // A driver may complete an operation while it is asked to withdraw it.
    @LoopTest
    void aWaitThatEndsWhileItIsAskedToGiveUpReturnsAndTheNextAwaitThrows(LoopCase loops) {
        assertEquals(List.of("asked", "returned", "thrown"), parkedUntilAsked(loops, true, false));
    }

    @LoopTest
    void aWaitThatGivesUpAndEndsThrowsOnce(LoopCase loops) {
        assertEquals(List.of("asked", "thrown"), parkedUntilAsked(loops, true, true));
        assertEquals(List.of("asked", "thrown"), parkedUntilAsked(loops, false, true));
    }

    @LoopTest
    void aWaitThatDoesNotGiveUpIsAskedOnceAndEndsByItself(LoopCase loops) {
        assertEquals(List.of("asked", "ends", "returned", "thrown"), parkedUntilAsked(loops, false, false));
    }

    /** What happens when a parked coroutine is cancelled twice; a wait that does not give up is ended later. */
    private static List<String> parkedUntilAsked(LoopCase loops, boolean unparks, boolean givesUp) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Parker parker = new Parker();
            Task<?> task = spawn(() -> {
                try {
                    parker.park(() -> {
                        log.add("asked");
                        if (unparks) assertTrue(parker.unpark());
                        return givesUp;
                    });
                    log.add("returned");
                    yieldNow();
                } catch (Cancelled e) {
                    log.add("thrown");
                    throw e;
                }
            });
            yieldNow();
            task.cancel("enough");
            task.cancel("enough");
            assertTrue(parker.isParked()); // nothing runs before the next turn
            yieldNow();
            if (!unparks && !givesUp) {
                assertTrue(parker.isParked());
                log.add("ends");
                assertTrue(parker.unpark());
            }
            assertThrows(CancellationException.class, task::await);
        });
        return log;
    }

    @LoopTest
    void case044_anErrorDuringCleanupIsTheOutcomeAndShowsTheCancellation(LoopCase loops) {
        loops.runVirtual(() -> {
            IllegalStateException failure = new IllegalStateException("cleanup failed");
            Task<?> task = spawn(() -> {
                try {
                    sleep(HOUR);
                } finally {
                    throwUnchecked(failure);
                }
            });
            yieldNow();
            task.cancel("enough");
            assertSame(failure, assertThrows(IllegalStateException.class, task::await));
            assertFalse(task.isCancelled());
            assertTrue(shows(failure, Cancelled.class), () -> Arrays.toString(failure.getSuppressed()));
        });
    }

    @LoopTest
    void case044_aFatalErrorDuringCleanupLeavesTheLoop(LoopCase loops) {
        InternalError fatal = new InternalError("made up");
        Throwable thrown = assertThrows(
                InternalError.class,
                () -> loops.runVirtual(() -> {
                    Task<?> task = spawn(() -> {
                        try {
                            sleep(HOUR);
                        } catch (Cancelled c) {
                            throw fatal;
                        }
                    });
                    yieldNow();
                    task.cancel("enough");
                    sleep(HOUR);
                }));
        assertSame(fatal, thrown);
    }

    private static void throwUnchecked(RuntimeException failure) {
        throw failure;
    }

    private static boolean shows(Throwable failure, Class<?> type) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return Arrays.stream(failure.getSuppressed()).anyMatch(type::isInstance);
    }

    @LoopTest
    void case046_awaitingItselfIsAnError(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<Object> task = spawn(() -> await(currentTask()));
            IllegalStateException error = assertThrows(IllegalStateException.class, task::await);
            assertTrue(error.toString().contains(task.name()), error::toString);
        });
    }

    @LoopTest
    void theReasonArrives(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<?> task = spawn(() -> {
                try {
                    sleep(HOUR);
                } catch (Cancelled c) {
                    log.add(c.reason());
                    throw c;
                }
            });
            yieldNow();
            task.cancel("the user went home");
            task.cancel("another reason");
            assertThrows(CancellationException.class, task::await);
        });
        assertEquals(List.of("the user went home"), log);
    }

    @LoopTest
    void shieldedCleanupMayAwait(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<?> task = spawn(() -> {
                try {
                    sleep(HOUR);
                } finally {
                    log.add(shielded(() -> {
                        sleep(HOUR);
                        return "said goodbye";
                    }));
                }
            });
            yieldNow();
            task.cancel("enough");
            assertThrows(CancellationException.class, task::await);
        });
        assertEquals(List.of("said goodbye"), log);
    }

    @LoopTest
    void awaitingACancelledTaskDoesNotCancelTheAwaiter(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<?> inner = spawn(() -> sleep(HOUR));
            Task<String> outer = spawn(() -> {
                try {
                    await(inner);
                    return "not reached";
                } catch (CancellationException e) {
                    yieldNow(); // this task is not cancelled
                    return "goes on";
                }
            });
            yieldNow();
            inner.cancel("enough");
            assertEquals("goes on", await(outer));
        });
    }

    @LoopTest
    void aForeignThreadMayCancel(LoopCase loops) {
        loops.run(() -> {
            Task<?> task = spawn(() -> sleep(HOUR));
            toThread(() -> task.cancel("from afar"));
            CancellationException cancelled = assertThrows(CancellationException.class, task::await);
            assertTrue(cancelled.toString().contains("from afar"), cancelled::toString);
        });
    }

    // With baton a foreign blocking call holds the loop, so nothing could cancel it.
    @LoopTest(coroutines = "loop")
    void aCoroutineBlockedInForeignCodeIsInterrupted(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.run(() -> {
            LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
            Task<String> task = spawn(() -> {
                try {
                    return queue.take();
                } catch (InterruptedException e) {
                    log.add("interrupted");
                    throw e;
                }
            });
            yieldNow();
            task.cancel("enough");
            assertThrows(CancellationException.class, task::await);
            assertTrue(task.isCancelled());
        });
        assertEquals(List.of("interrupted"), log);
    }

    @LoopTest
    void aTaskNobodyHoldsGoesOn(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            spawn(() -> {
                sleep(HOUR);
                log.add("woke up");
            });
            yieldNow();
            System.gc();
            sleep(HOUR.multipliedBy(2));
        });
        assertEquals(List.of("woke up"), log);
    }

    /** Tries a checkpoint again and again in a cancelled task, and swallows what it throws. */
    private static void assertOthersRun(String what, Block<?> checkpoint) {
        boolean[] stopped = {false};
        int[] tries = {0};
        Task<?> swallows = spawn(() -> {
            while (!stopped[0] && tries[0]++ < 10_000) {
                try {
                    checkpoint.run();
                } catch (Throwable t) {
                    // tried again
                }
            }
        });
        swallows.cancel("enough");
        spawn(() -> {
            for (int i = 0; i < 3; i++) yieldNow();
            stopped[0] = true;
        });
        waitAll(List.of(swallows));
        assertTrue(tries[0] < 10_000, () -> what + " starves the others");
    }

    @LoopTest
    void codeThatSwallowsItAndTriesAgainStarvesNoOthers(LoopCase loops) {
        loops.run(() -> {
            Promise<String> never = Loop.current().promise();
            Lock lock = new Lock();
            Queue<String> queue = new Queue<>();
            assertOthersRun("sleep", () -> sleep(HOUR));
            assertOthersRun("yieldNow", () -> yieldNow());
            assertOthersRun("checkpoint", () -> checkpoint());
            assertOthersRun("checkCancelled", () -> checkCancelled());
            assertOthersRun("await", () -> never.await());
            assertOthersRun("get", () -> never.get(1, TimeUnit.HOURS));
            assertOthersRun("shield", () -> shield(never).await());
            assertOthersRun("gather", () -> gather(List.of(never)));
            assertOthersRun("waitFor", () -> waitFor(HOUR, never));
            assertOthersRun("waitFirst", () -> waitFirst(List.of(never)));
            assertOthersRun(
                    "asCompleted", () -> asCompleted(List.of(never)).iterator().next());
            assertOthersRun("timeout", () -> timeout(HOUR, () -> sleep(HOUR)));
            assertOthersRun("toThread", () -> toThread(() -> 1));
            assertOthersRun("queue", () -> queue.get());
            assertOthersRun("lock", () -> lock.run(() -> yieldNow()));
            assertOthersRun("an empty group", () -> TaskGroup.run(group -> {}));
            assertOthersRun("a group", () -> TaskGroup.run(group -> group.spawn(() -> sleep(HOUR))));
            assertOthersRun("a shield", () -> {
                shielded(() -> checkpoint());
                yieldNow();
            });
        });
    }
}
