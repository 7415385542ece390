package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.wrap;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Cancelled;
import dev.pirn.Future;
import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** To and from the JDK's own asynchrony: stages, futures, executors, threads. */
class BridgesTck {

    @LoopTest
    void aStageCanBeAwaited(LoopCase loops) {
        loops.run(() -> {
            assertEquals("at once", await(CompletableFuture.completedStage("at once")));
            CompletableFuture<String> later = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> later.complete("from afar"));
            assertEquals("from afar", await(later));
            assertTrue(Loop.current().onLoop());
        });
    }

    @LoopTest
    void aFailedStageThrowsAsAFutureDoes(LoopCase loops) {
        loops.run(() -> {
            IllegalStateException unchecked = new IllegalStateException("bad");
            IOException checked = new IOException("broken");
            assertSame(
                    unchecked,
                    assertThrows(IllegalStateException.class, () -> await(CompletableFuture.failedFuture(unchecked))));
            CompletionException wrapped = assertThrows(
                    CompletionException.class,
                    () -> await(CompletableFuture.failedFuture(checked).thenApply(x -> x)));
            assertSame(checked, wrapped.getCause());
        });
    }

    @LoopTest
    void aCancelledStageIsACancellationException(LoopCase loops) {
        loops.run(() -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            Task<String> waiter = spawn(() -> await(stage));
            yieldNow();
            stage.cancel(true);
            assertThrows(CancellationException.class, waiter::await);
        });
    }

    // A stage has no other owner, unlike a future of ours.
    @LoopTest
    void cancellingTheAwaiterCancelsTheStage(LoopCase loops) {
        loops.runVirtual(() -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            Task<String> waiter = spawn(() -> {
                try {
                    return await(stage);
                } catch (Cancelled c) {
                    assertTrue(stage.isCancelled());
                    throw c;
                }
            });
            yieldNow();
            waiter.cancel("enough");
            assertThrows(CancellationException.class, waiter::await);
            assertTrue(waiter.isCancelled());
        });
    }

    @LoopTest
    void aStageCanBeWrapped(LoopCase loops) {
        loops.runVirtual(() -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            Future<String> wrapped = wrap(stage);
            stage.complete("x");
            assertEquals("x", await(wrapped));
            CompletableFuture<String> unwanted = new CompletableFuture<>();
            wrap(unwanted).cancel("not needed");
            assertTrue(unwanted.isCancelled());
        });
    }

    @LoopTest
    void aJdkFutureCanBeAwaited(LoopCase loops) {
        loops.run(() -> {
            try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
                assertEquals("x", await(pool.submit(() -> "x")));
                java.util.concurrent.Future<String> fails = pool.submit(() -> {
                    throw new IOException("broken");
                });
                CompletionException wrapped = assertThrows(CompletionException.class, () -> await(fails));
                assertInstanceOf(IOException.class, wrapped.getCause());
            }
        });
    }

    @LoopTest
    void cancellingTheAwaiterCancelsTheJdkFuture(LoopCase loops) {
        loops.run(() -> {
            CountDownLatch never = new CountDownLatch(1);
            try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
                java.util.concurrent.Future<String> future = pool.submit(() -> {
                    never.await();
                    return "not reached";
                });
                Task<String> waiter = spawn(() -> await(future));
                yieldNow();
                waiter.cancel("enough");
                assertThrows(CancellationException.class, waiter::await);
                assertTrue(future.isCancelled());
            }
        });
    }

    @LoopTest
    void aFutureBecomesACompletableFuture(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Promise<String> promise = Loop.current().promise();
            CompletableFuture<String> stage = promise.toCompletableFuture().thenApply(value -> {
                log.add("dependent runs on the loop: " + Loop.current().onLoop());
                return value + "!";
            });
            promise.complete("x");
            assertEquals("x!", await(stage));

            Promise<String> failing = Loop.current().promise();
            CompletableFuture<String> failed = failing.toCompletableFuture();
            IOException failure = new IOException("broken");
            failing.fail(failure);
            yieldNow();
            assertSame(failure, failed.exceptionNow());
        });
        assertEquals(List.of("dependent runs on the loop: true"), log);
    }

    @LoopTest
    void cancellingTheCompletableFutureCancelsTheTask(LoopCase loops) {
        loops.runVirtual(() -> {
            Promise<String> never = Loop.current().promise();
            Task<String> task = spawn(() -> await(never));
            yieldNow();
            task.toCompletableFuture().cancel(true);
            assertThrows(CancellationException.class, task::await);
            assertTrue(task.isCancelled());
        });
    }

    @LoopTest
    void aForeignThreadSpawnsAndGets(LoopCase loops) {
        loops.run(() -> {
            Loop loop = Loop.current();
            String answer = toThread(() -> {
                Task<String> task = loop.spawn("answer", () -> {
                    yieldNow();
                    return loop.onLoop() + " " + Thread.currentThread().isVirtual();
                });
                return task.get();
            });
            assertEquals("true true", answer);
        });
    }

    @LoopTest
    void aForeignThreadGetsTheFailureOfItsTask(LoopCase loops) {
        loops.run(() -> {
            Loop loop = Loop.current();
            IOException failure = new IOException("broken");
            Throwable seen = toThread(() -> {
                Task<String> task = loop.spawn(() -> {
                    throw failure;
                });
                return assertThrows(ExecutionException.class, task::get).getCause();
            });
            assertSame(failure, seen);
        });
    }

    @LoopTest
    void manyForeignThreadsSubmitAtOnceAndNothingIsLost(LoopCase loops) {
        int threads = 8;
        int each = 500;
        int[] ran = new int[1];
        loops.run(() -> {
            Loop loop = Loop.current();
            List<Future<Integer>> submitters = new ArrayList<>();
            try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
                for (int i = 0; i < threads; i++) {
                    submitters.add(dev.pirn.Async.runInExecutor(pool, () -> {
                        for (int k = 0; k < each; k++) {
                            loop.execute(() -> ran[0]++);
                        }
                        return each;
                    }));
                }
                for (Future<Integer> submitter : submitters) {
                    await(submitter);
                }
            }
            for (int turns = 0; turns < 3; turns++) {
                yieldNow(); // what they submitted is in the inbox: it is taken in, then it runs
            }
        });
        assertEquals(threads * each, ran[0]);
    }

    @LoopTest
    void aForeignThreadCanWakeALoopThatSleeps(LoopCase loops) {
        try (Runner runner = loops.builder().build()) {
            Loop loop = runner.loop();
            Promise<String> promise = loop.promise();
            Thread looper = Thread.currentThread();
            Thread.ofPlatform().start(() -> {
                // In its selector the loop's thread is runnable for the JVM; whether it sleeps yet or not must not
                // matter.
                while (!loop.isRunning() || looper.getState() == Thread.State.NEW) {
                    Thread.onSpinWait();
                }
                promise.complete("woken");
            });
            assertEquals("woken", loop.runUntilComplete(promise));
        }
    }

    @LoopTest
    void submittingToAClosedLoopIsRefused(LoopCase loops) {
        Runner runner = loops.builder().build();
        Loop loop = runner.loop();
        runner.close();
        assertThrows(LoopClosedException.class, () -> loop.execute(() -> {}));
        assertThrows(LoopClosedException.class, () -> CompletableFuture.runAsync(() -> {}, loop));
    }

    @LoopTest
    void aLoopIsAnExecutorForStages(LoopCase loops) {
        loops.run(() -> {
            Loop loop = Loop.current();
            boolean onLoop = await(CompletableFuture.supplyAsync(loop::onLoop, loop));
            assertTrue(onLoop);
        });
    }
}
