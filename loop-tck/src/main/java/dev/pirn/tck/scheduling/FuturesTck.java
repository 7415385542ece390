package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Async;
import dev.pirn.Block;
import dev.pirn.Body;
import dev.pirn.Handle;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Futures and promises: completed once, notified through the queue, awaited by coroutines and blocked on by threads.
 */
class FuturesTck {

    @LoopTest
    void doneCallbacksRunThroughTheQueueInOrderOfRegistration(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Promise<String> promise = Loop.current().promise();
            promise.onDone(done -> log.add("first " + done.resultNow()));
            promise.onDone(done -> log.add("second " + done.resultNow()));
            promise.complete("x");
            log.add("completed");
            yieldNow();
        });
        assertEquals(List.of("completed", "first x", "second x"), log);
    }

    @LoopTest
    void aCallbackOfADoneFutureIsNotInlineEither(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Promise<String> promise = Loop.current().promise();
            promise.complete("x");
            promise.onDone(done -> log.add(done.resultNow()));
            log.add("registered");
            yieldNow();
        });
        assertEquals(List.of("registered", "x"), log);
    }

    @LoopTest
    void aCallbackTakenBackIsNotCalled(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Promise<String> promise = Loop.current().promise();
            Handle early = promise.onDone(done -> log.add("taken back before"));
            Handle late = promise.onDone(done -> log.add("taken back after"));
            promise.onDone(done -> log.add("kept"));
            early.cancel();
            promise.complete("x");
            late.cancel();
            yieldNow();
            assertTrue(early.isCancelled() && late.isCancelled());
        });
        assertEquals(List.of("kept"), log);
    }

    @LoopTest
    void aPromiseIsDoneOnce(LoopCase loops) {
        loops.runVirtual(() -> {
            Promise<String> promise = Loop.current().promise();
            assertFalse(promise.isDone());
            assertTrue(promise.complete("first"));
            assertFalse(promise.complete("second"));
            assertFalse(promise.fail(new IllegalStateException("too late")));
            assertFalse(promise.cancel("too late"));
            assertEquals("first", await(promise));
        });
    }

    @LoopTest
    void nullIsAResult(LoopCase loops) {
        loops.runVirtual(() -> {
            Promise<@Nullable String> promise = Loop.current().promise();
            Body<@Nullable String, RuntimeException> body = () -> promise.await();
            Task<?> waiter = spawn(body);
            yieldNow();
            promise.complete(null);
            assertNull(await(waiter));
            assertTrue(promise.isDone());
        });
    }

    @LoopTest
    void awaitingADoneFutureDoesNotYield(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            Promise<String> promise = loop.promise();
            promise.complete("x");
            loop.callSoon(() -> log.add("callback"));
            log.add(await(promise));
            yieldNow();
        });
        assertEquals(List.of("x", "callback"), log);
    }

    @LoopTest
    void waitersResumeInTheOrderInWhichTheyCame(LoopCase loops) {
        List<Integer> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Promise<String> promise = Loop.current().promise();
            List<Task<?>> waiters = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int number = i;
                waiters.add(spawn(() -> {
                    await(promise);
                    log.add(number);
                }));
            }
            yieldNow();
            promise.complete("go");
            for (Task<?> waiter : waiters) {
                await(waiter);
            }
        });
        assertEquals(List.of(0, 1, 2, 3, 4), log);
    }

    @LoopTest
    void anUncheckedFailureArrivesAsItIs(LoopCase loops) {
        loops.runVirtual(() -> {
            IllegalArgumentException failure = new IllegalArgumentException("bad");
            Task<Object> task = spawn(() -> {
                throw failure;
            });
            assertSame(failure, assertThrows(IllegalArgumentException.class, task::await));
        });
    }

    @LoopTest
    void aCheckedFailureArrivesWrappedUnlessAskedForByType(LoopCase loops) {
        loops.runVirtual(() -> {
            IOException failure = new FileNotFoundException("gone");
            Task<Object> task = spawn(() -> {
                throw failure;
            });
            CompletionException wrapped = assertThrows(CompletionException.class, task::await);
            assertSame(failure, wrapped.getCause());
            assertSame(failure, assertThrows(IOException.class, () -> task.await(IOException.class)));
            assertThrows(CompletionException.class, () -> task.await(InterruptedException.class));
        });
    }

    @LoopTest
    void aFailureTellsWhereItWasAwaited(LoopCase loops) {
        loops.runVirtual(() -> {
            Promise<String> promise = Loop.current().promise();
            promise.fail(new IllegalStateException("bad"));
            IllegalStateException failure = assertThrows(IllegalStateException.class, () -> awaitFarAway(promise));
            assertTrue(names(failure, "awaitFarAway"), () -> Arrays.toString(failure.getSuppressed()));
        });
    }

    private static String awaitFarAway(Promise<String> promise) {
        return await(promise);
    }

    private static boolean names(Throwable failure, String method) {
        return Arrays.stream(failure.getSuppressed())
                .flatMap(suppressed -> Arrays.stream(suppressed.getStackTrace()))
                .anyMatch(frame -> frame.getMethodName().equals(method));
    }

    @LoopTest
    void awaitingACancelledFutureIsACancellationException(LoopCase loops) {
        loops.runVirtual(() -> {
            Promise<String> promise = Loop.current().promise();
            assertTrue(promise.cancel("not needed"));
            assertTrue(promise.isCancelled());
            CancellationException cancelled = assertThrows(CancellationException.class, promise::await);
            assertEquals("not needed", cancelled.getMessage());
        });
    }

    @LoopTest
    void aForeignThreadBlocksUntilTheResultIsThere(LoopCase loops) {
        loops.run(() -> {
            Promise<String> promise = Loop.current().promise();
            FutureTask<String> getter = new FutureTask<>(promise::get);
            Thread thread = Thread.ofPlatform().start(getter);
            while (thread.getState() != Thread.State.WAITING) {
                yieldNow();
            }
            promise.complete("x");
            assertEquals("x", await(getter));
        });
    }

    @LoopTest
    void aForeignThreadGetsFailuresAsTheJdkSays(LoopCase loops) {
        loops.run(() -> {
            Loop loop = Loop.current();
            IOException failure = new IOException("broken");
            Promise<String> failed = loop.promise();
            failed.fail(failure);
            Promise<String> cancelled = loop.promise();
            cancelled.cancel("no");
            Promise<String> never = loop.promise();
            Async.toThread(() -> {
                ExecutionException thrown = assertThrows(ExecutionException.class, failed::get);
                assertSame(failure, thrown.getCause());
                assertThrows(CancellationException.class, cancelled::get);
                return assertThrows(TimeoutException.class, () -> never.get(1, TimeUnit.NANOSECONDS));
            });
        });
    }

    @LoopTest
    void getInACoroutineSuspendsIt(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            Promise<String> promise = loop.promise();
            loop.callSoon(() -> {
                log.add("callback");
                promise.complete("x");
            });
            log.add(promise.get());
            Promise<String> never = loop.promise();
            assertThrows(TimeoutException.class, () -> never.get(1, TimeUnit.HOURS));
            assertThrows(TimeoutException.class, () -> never.get(0, TimeUnit.HOURS));
        });
        assertEquals(List.of("callback", "x"), log);
    }

    @LoopTest
    void aThreadWithoutACoroutineCannotAwait(LoopCase loops) {
        loops.run(() -> {
            Promise<String> promise = Loop.current().promise();
            FutureTask<String> awaits = new FutureTask<>(promise::await);
            Thread.ofPlatform().start(awaits);
            assertThrows(IllegalStateException.class, () -> await(awaits));
        });
    }

    @LoopTest
    void aForeignThreadMayComplete(LoopCase loops) {
        loops.run(() -> {
            Loop loop = Loop.current();
            Promise<String> promise = loop.promise();
            Promise<Boolean> onLoop = loop.promise();
            promise.onDone(done -> onLoop.complete(loop.onLoop()));
            Thread.ofPlatform().start(() -> promise.complete("from afar"));
            assertEquals("from afar", await(promise));
            assertTrue(loop.onLoop());
            assertTrue(await(onLoop));
        });
    }

    @LoopTest
    void aFutureOfAnotherLoopCanBeAwaited(LoopCase loops) {
        loops.run(() -> {
            Loop here = Loop.current();
            Promise<String> question = here.promise();
            FutureTask<String> otherLoop = new FutureTask<>(() -> {
                try (Runner runner = loops.builder().build()) {
                    return runner.run(() -> {
                        assertFalse(here.onLoop());
                        return await(question) + " answered";
                    });
                }
            });
            Thread thread = Thread.ofPlatform().start(otherLoop);
            while (thread.getState() == Thread.State.NEW) {
                yieldNow();
            }
            question.complete("question");
            assertEquals("question answered", await(otherLoop));
        });
    }

    @LoopTest
    void aCancelledWaiterDoesNotCancelWhatItAwaits(LoopCase loops) {
        loops.runVirtual(() -> {
            Promise<String> promise = Loop.current().promise();
            Task<String> waiter = spawn(() -> await(promise));
            yieldNow();
            waiter.cancel("enough");
            assertThrows(CancellationException.class, waiter::await);
            assertFalse(promise.isDone());
            promise.complete("x");
            assertEquals("x", await(promise));
        });
    }

    @LoopTest
    void tasksHaveNames(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<String> named = spawn("fetcher", () -> Async.currentTask().name());
            Task<?> unnamed = spawn((Block<?>) Async::yieldNow);
            assertEquals("fetcher", await(named));
            assertTrue(unnamed.name().startsWith("task-"), unnamed::name);
            unnamed.name("renamed");
            assertEquals("renamed", unnamed.name());
        });
    }

    @LoopTest
    void allTasksAreThoseNotDone(LoopCase loops) {
        loops.runVirtual(() -> {
            Promise<String> gate = Loop.current().promise();
            Task<String> waiting = spawn(() -> await(gate));
            Task<String> done = spawn(() -> "done");
            await(done);
            assertEquals(2, Async.allTasks().size());
            assertTrue(Async.allTasks().containsAll(List.of(Async.currentTask(), waiting)));
            gate.complete("open");
            await(waiting);
            assertEquals(List.of(Async.currentTask()), List.copyOf(Async.allTasks()));
        });
    }
}
