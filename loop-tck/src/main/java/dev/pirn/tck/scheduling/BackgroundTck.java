package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.BackgroundLoop;
import dev.pirn.ClosedException;
import dev.pirn.Loop;
import dev.pirn.Loops;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.TaskLocal;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/** A loop on a thread of its own, used by other threads. */
class BackgroundTck {

    private static final Duration LONG = Duration.ofHours(1);
    private static final TaskLocal<String> USER = TaskLocal.withDefault("guest");

    private static BackgroundLoop open(LoopCase loops) {
        return Loops.background("behind", loops.sharedBuilder());
    }

    @LoopTest
    void aCallRunsOnTheLoopAndGivesItsResult(LoopCase loops) {
        try (BackgroundLoop behind = open(loops)) {
            assertSame(behind.loop(), behind.call(Loop::current));
            assertEquals("behind", behind.loop().name());
            assertEquals(3, behind.<Integer>call(() -> {
                sleep(Duration.ofMillis(1));
                return spawn(() -> 3).await();
            }));
            assertEquals("ann", USER.callWhere("ann", () -> behind.call(USER::get)));
        }
    }

    @LoopTest
    void aCallThrowsWhatItsBodyThrows(LoopCase loops) {
        try (BackgroundLoop behind = open(loops)) {
            IllegalStateException unchecked = new IllegalStateException("broken");
            IOException checked = new IOException("broken");
            assertSame(
                    unchecked,
                    assertThrows(
                            IllegalStateException.class,
                            () -> behind.call(() -> {
                                throw unchecked;
                            })));
            assertSame(
                    checked,
                    assertThrows(
                                    CompletionException.class,
                                    () -> behind.call(() -> {
                                        throw checked;
                                    }))
                            .getCause());
        }
    }

    @LoopTest
    void whatIsSubmittedIsAFutureForThreads(LoopCase loops) throws Exception {
        try (BackgroundLoop behind = open(loops)) {
            Task<String> named = behind.submit("named", () -> Loop.current().name());
            assertEquals("named", named.name());
            assertEquals("behind", named.get());
            IOException failure = new IOException("broken");
            Task<Object> failing = behind.submit(() -> {
                throw failure;
            });
            assertSame(
                    failure,
                    assertThrows(ExecutionException.class, failing::get).getCause());
        }
    }

    @LoopTest
    void closingCancelsTheTasksAndWaitsForTheirCleanup(LoopCase loops) throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        CountDownLatch started = new CountDownLatch(1);
        AtomicReference<Thread> thread = new AtomicReference<>();
        Task<?> task;
        try (BackgroundLoop behind = open(loops)) {
            behind.loop().callSoon(() -> thread.set(Thread.currentThread()));
            task = behind.submit(() -> {
                try {
                    started.countDown();
                    sleep(LONG);
                } finally {
                    shielded(() -> yieldNow());
                    log.add("cleaned up");
                }
            });
            started.await();
        }
        log.add("closed");
        assertEquals(List.of("cleaned up", "closed"), log);
        assertTrue(task.isCancelled(), task::toString);
        assertFalse(thread.get().isAlive() && loops.coroutines().equals("loop"));
    }

    @LoopTest
    void closingEndsACallInAnotherThread(LoopCase loops) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        BackgroundLoop behind = open(loops);
        CompletableFuture<Object> outcome = callIn(new CompletableFuture<>(), behind, started);
        started.await();
        behind.close();
        assertInstanceOf(CancellationException.class, outcome.get());
    }

    /** Calls what lasts, in another thread, whose outcome, what the call threw, is then known. */
    private static CompletableFuture<Object> callIn(
            CompletableFuture<Thread> caller, BackgroundLoop behind, CountDownLatch started) {
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        caller.complete(Thread.ofPlatform().start(() -> {
            try {
                behind.call(() -> {
                    started.countDown();
                    sleep(LONG);
                });
                outcome.complete("ended");
            } catch (CancellationException e) {
                outcome.complete(Thread.currentThread().isInterrupted() ? "interrupted: " + e.getMessage() : e);
            }
        }));
        return outcome;
    }

    @LoopTest
    void anInterruptOfTheCallerCancelsTheCall(LoopCase loops) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Thread> caller = new CompletableFuture<>();
        try (BackgroundLoop behind = open(loops)) {
            CompletableFuture<Object> outcome = callIn(caller, behind, started);
            started.await();
            caller.get().interrupt();
            String interrupted = assertInstanceOf(String.class, outcome.get());
            assertTrue(interrupted.contains("the calling thread was interrupted"), interrupted);
            assertEquals("fine", behind.call(() -> "fine"));
        }
    }

    @LoopTest
    void afterItsCloseItRefusesWithClosed(LoopCase loops) {
        BackgroundLoop behind = open(loops);
        behind.close();
        behind.close();
        assertThrows(ClosedException.class, () -> behind.call(() -> 1));
        assertThrows(ClosedException.class, () -> behind.submit(() -> 1));
        assertTrue(behind.toString().contains("closed"), behind::toString);
    }

    @LoopTest
    void aCoroutineOfAnotherLoopSuspendsInACall(LoopCase loops) {
        try (BackgroundLoop behind = open(loops)) {
            loops.run(() -> {
                Promise<String> open = behind.call(() -> Loop.current().<String>promise());
                Task<String> calling = spawn(() -> behind.call(() -> open.await()));
                yieldNow();
                assertFalse(calling.isDone());
                open.complete("done");
                assertEquals("done", calling.await());
            });
        }
    }

    @LoopTest
    void cancellingACoroutineThatCallsCancelsTheCall(LoopCase loops) {
        List<String> log = new CopyOnWriteArrayList<>();
        try (BackgroundLoop behind = open(loops)) {
            loops.run(() -> {
                Promise<String> started = Loop.current().promise();
                Task<?> calling = spawn(() -> behind.call(() -> {
                    started.complete("started");
                    try {
                        sleep(LONG);
                    } finally {
                        log.add("call ended");
                    }
                }));
                started.await();
                calling.cancel("enough");
                assertThrows(CancellationException.class, () -> await(calling));
                log.add("caller ended");
            });
        }
        assertEquals(List.of("call ended", "caller ended"), log);
    }

    @LoopTest
    void itsOwnCoroutinesMayCallItButNotCloseItAndCallbacksMayNeither(LoopCase loops) throws Exception {
        CompletableFuture<Throwable> ofCallback = new CompletableFuture<>();
        try (BackgroundLoop behind = open(loops)) {
            assertEquals(5, behind.<Integer>call(() -> behind.call(() -> 5)));
            assertThrows(IllegalStateException.class, () -> behind.call(behind::close));
            behind.loop().callSoon(() -> {
                try {
                    behind.call(() -> 5);
                    ofCallback.complete(new AssertionError("the call did not fail"));
                } catch (IllegalStateException e) {
                    ofCallback.complete(e);
                }
            });
            assertInstanceOf(IllegalStateException.class, ofCallback.get());
        }
    }

    @LoopTest
    void aFatalErrorEndsItAndReachesItsUsers(LoopCase loops) {
        InternalError fatal = new InternalError("made by the test");
        BackgroundLoop behind = open(loops);
        behind.loop().callSoon(() -> {
            throw fatal;
        });
        assertSame(fatal, assertThrows(InternalError.class, behind::close));
        ClosedException refusal = assertThrows(ClosedException.class, () -> behind.call(() -> 1));
        assertSame(fatal, refusal.getCause());
    }

    @LoopTest
    void whatKeepsTheLoopFromStartingIsThrownToItsMaker(LoopCase loops) {
        Runner.Builder wrong = Runner.builder().loop("no such loop");
        assertThrows(IllegalArgumentException.class, () -> Loops.background("behind", wrong));
        assertThrows(NullPointerException.class, () -> Loops.background(BackgroundTck.<String>none()));
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a caller may do wrong
    private static <T> T none() {
        return null;
    }
}
