package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.checkCancelled;
import static dev.pirn.Async.runInExecutor;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.toThreadOrAbandon;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Cancelled;
import dev.pirn.Future;
import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** Functions in other threads. */
class ExecutorsTck {

    @LoopTest
    void aFunctionRunsInAnotherThreadWhileTheLoopGoesOn(LoopCase loops) {
        loops.run(() -> {
            Loop loop = Loop.current();
            CountDownLatch loopWentOn = new CountDownLatch(1);
            loop.callSoon(loopWentOn::countDown);
            boolean onLoop = toThread(() -> {
                loopWentOn.await();
                return loop.onLoop();
            });
            assertFalse(onLoop);
            assertTrue(loop.onLoop());
        });
    }

    @LoopTest
    void aFailureOfTheFunctionArrives(LoopCase loops) {
        loops.run(() -> {
            IOException checked = new IOException("broken");
            CompletionException wrapped = assertThrows(
                    CompletionException.class,
                    () -> toThread(() -> {
                        throw checked;
                    }));
            assertSame(checked, wrapped.getCause());
            assertThrows(
                    IllegalStateException.class,
                    () -> toThread(() -> {
                        throw new IllegalStateException("bad");
                    }));
        });
    }

    @LoopTest
    void anyExecutorServiceWillDo(LoopCase loops) {
        loops.run(() -> {
            try (ExecutorService single = Executors.newSingleThreadExecutor(
                            Thread.ofPlatform().name("mine").factory());
                    ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
                assertEquals(
                        "mine",
                        await(runInExecutor(single, () -> Thread.currentThread().getName())));
                assertTrue(await(
                        runInExecutor(virtual, () -> Thread.currentThread().isVirtual())));
                assertFalse(
                        await(runInExecutor(null, () -> Thread.currentThread().isVirtual())));
            }
        });
    }

    @LoopTest
    void anExecutorThatRefusesIsAFailureOfTheFuture(LoopCase loops) {
        loops.run(() -> {
            ExecutorService closed = Executors.newSingleThreadExecutor();
            closed.close();
            Future<String> refused = runInExecutor(closed, () -> "never");
            assertThrows(RejectedExecutionException.class, refused::await);
        });
    }

    @LoopTest
    void aFunctionThatHasNotStartedCanBeTakenBack(LoopCase loops) {
        List<String> log = new CopyOnWriteArrayList<>();
        loops.run(() -> {
            CountDownLatch busy = new CountDownLatch(1);
            try (ExecutorService single = Executors.newSingleThreadExecutor()) {
                Future<Boolean> first = runInExecutor(single, () -> {
                    busy.await();
                    return log.add("first");
                });
                Future<Boolean> second = runInExecutor(single, () -> log.add("second"));
                second.cancel("not needed");
                busy.countDown();
                assertThrows(CancellationException.class, second::await);
                await(first);
            }
        });
        assertEquals(List.of("first"), log);
    }

    @LoopTest
    void case086_cancelledToThreadWaitsForItsFunction(LoopCase loops) {
        List<String> log = new CopyOnWriteArrayList<>();
        loops.run(() -> {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            Task<?> task = spawn(() -> {
                toThread(() -> {
                    started.countDown();
                    release.await();
                    return log.add("function ended");
                });
                yieldNow();
                log.add("not reached");
            });
            toThread(() -> {
                started.await();
                return started;
            });
            task.cancel("enough");
            yieldNow();
            assertFalse(task.isDone());
            release.countDown();
            assertThrows(CancellationException.class, task::await);
        });
        assertEquals(List.of("function ended"), log);
    }

    @LoopTest
    void case086_anAbandonedFunctionIsLeftToItself(LoopCase loops) {
        List<String> log = new CopyOnWriteArrayList<>();
        loops.run(() -> {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            Task<Boolean> task = spawn(() -> toThreadOrAbandon(() -> {
                started.countDown();
                release.await();
                return log.add("function ended");
            }));
            toThread(() -> {
                started.await();
                return started;
            });
            task.cancel("enough");
            assertThrows(CancellationException.class, task::await);
            log.add("task ended");
            release.countDown();
        });
        assertEquals(List.of("task ended", "function ended"), log);
    }

    @LoopTest
    void case086_theFunctionCanLookWhetherItsCallerWasCancelledAndWhy(LoopCase loops) {
        List<String> log = new CopyOnWriteArrayList<>();
        loops.run(() -> {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            Task<?> task = spawn(() -> toThread(() -> {
                checkCancelled();
                started.countDown();
                cancelled.await();
                try {
                    checkCancelled();
                    return null;
                } catch (Cancelled c) {
                    log.add(c.reason());
                    throw c;
                }
            }));
            toThread(() -> {
                started.await();
                return started;
            });
            task.cancel("the user went home");
            yieldNow();
            cancelled.countDown();
            assertThrows(CancellationException.class, task::await);
            assertTrue(task.isCancelled());
        });
        assertEquals(1, log.size());
        assertTrue(log.getFirst().contains("the user went home"), log::toString);
    }

    @LoopTest
    void case088_closingWaitsForTheFunctionsInThePool(LoopCase loops) throws InterruptedException {
        List<String> log = new CopyOnWriteArrayList<>();
        CountDownLatch release = new CountDownLatch(1);
        Runner runner = loops.builder().build();
        runner.run(() -> runInExecutor(null, () -> {
            release.await();
            return log.add("function ended");
        }));
        Thread closer = Thread.ofPlatform().start(() -> {
            runner.close();
            log.add("closed");
        });
        while (closer.getState() == Thread.State.NEW || closer.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        release.countDown();
        closer.join();
        assertEquals(List.of("function ended", "closed"), log);
    }

    @LoopTest
    void case088_closingWaitsForSomeTimeOnlyAndSaysSo(LoopCase loops) throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        loops.expectReports(1);
        Runner runner = loops.builder().poolPatience(Duration.ofMillis(5)).build();
        runner.run(() -> runInExecutor(null, () -> {
            release.await();
            ended.countDown();
            return null;
        }));
        runner.close();
        assertTrue(loops.reports().getFirst().message().contains("did not end within PT0.005S"));
        assertEquals(1, ended.getCount());
        assertThrows(LoopClosedException.class, () -> runner.loop().runInExecutor(null, () -> 1));
        release.countDown();
        ended.await(); // it was left to itself, not ended
    }

    @LoopTest
    void theResultsOfManyFunctionsArrive(LoopCase loops) {
        loops.run(() -> {
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int number = i;
                futures.add(runInExecutor(null, () -> number));
            }
            for (int i = 0; i < 200; i++) {
                assertEquals(i, await(futures.get(i)));
            }
        });
    }
}
