package dev.pirn.tck.scheduling;

import static dev.pirn.Async.asCompleted;
import static dev.pirn.Async.await;
import static dev.pirn.Async.waitAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Body;
import dev.pirn.Future;
import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What those on other loops and threads learn when a loop is closed under what they wait for. */
class ClosingTck {

    @LoopTest
    void anAwaitOnAnotherLoopEndsWhenTheLoopOfTheTaskIsClosed(LoopCase loops) {
        CancellationException thrown =
                assertInstanceOf(CancellationException.class, waitingElsewhere(loops, Future::await, Runner::close));
        assertInstanceOf(LoopClosedException.class, thrown.getCause());
    }

    @LoopTest
    void soDoesAWaitForSeveral(LoopCase loops) {
        assertEquals(null, waitingElsewhere(loops, task -> waitAll(List.of(task)), Runner::close));
    }

    @LoopTest
    void soDoesAsCompleted(LoopCase loops) {
        assertEquals(null, waitingElsewhere(loops, ClosingTck::firstOf, Runner::close));
    }

    private static Future<?> firstOf(Future<?> future) {
        return asCompleted(List.of(future)).iterator().next();
    }

    /** A runner of that kind which may leave a task behind, as these tests mean to. */
    private static Runner unwatched(LoopCase loops) {
        return Runner.builder()
                .loop(loops.backend())
                .coroutines(loops.coroutines())
                .debug(loops.debug())
                .cancelOnSigint(false)
                .build();
    }

    private interface WaitInfo {

        @Nullable
        Object forIt(Future<?> future) throws Exception;
    }

    private interface Ending {

        void of(Runner runner) throws Exception;
    }

    /** What a wait throws that begins on one loop, for a task of another one, which ends. */
    private static @Nullable Throwable waitingElsewhere(LoopCase loops, WaitInfo wait, Ending ending) {
        Runner closed = unwatched(loops);
        Loop there = closed.loop();
        Promise<String> never = there.promise();
        Task<String> task = there.spawn(() -> await(never));
        turn(there);
        try (Runner waiting = loops.builder().build()) {
            Loop here = waiting.loop();
            Task<?> waiter = here.spawn((Body<@Nullable Object, ?>) () -> wait.forIt(task));
            turn(here);
            turn(there); // takes the registration
            ending.of(closed);
            return outcome(here, waiter);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** More turns than anything here takes. */
    private static void turn(Loop loop) {
        for (int i = 0; i < 5; i++) loop.turn();
    }

    private static @Nullable Throwable outcome(Loop loop, Task<?> task) {
        turn(loop);
        assertTrue(task.isDone(), "it waits for ever");
        try {
            loop.runUntilComplete(task);
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    @LoopTest
    void aPromiseOfAClosedLoopStillTellsThoseWhoAwaitItElsewhere(LoopCase loops) {
        Runner closed = unwatched(loops);
        Loop there = closed.loop();
        Promise<String> promise = there.promise();
        try (Runner waiting = loops.builder().build()) {
            Loop here = waiting.loop();
            Task<String> waiter = here.spawn(() -> await(promise));
            turn(here);
            turn(there);
            closed.close();
            promise.complete("late");
            assertEquals(null, outcome(here, waiter));
            assertEquals("late", here.runUntilComplete(waiter));
        }
    }

    @LoopTest
    void anAwaitThatReachesTheOtherLoopTooLateFails(LoopCase loops) {
        Runner closed = unwatched(loops);
        Promise<String> promise = closed.loop().promise();
        try (Runner waiting = loops.builder().build()) {
            Loop here = waiting.loop();
            Task<String> waiter = here.spawn(() -> await(promise));
            turn(here); // sends a registration that the other loop never takes
            closed.close();
            assertInstanceOf(LoopClosedException.class, outcome(here, waiter));
            Task<String> later = here.spawn(() -> await(promise));
            assertInstanceOf(LoopClosedException.class, outcome(here, later));
        }
    }

    @LoopTest
    void anEndOnItsWayToAClosedLoopStillArrivesElsewhere(LoopCase loops) throws Exception {
        Runner closed = unwatched(loops);
        Loop there = closed.loop();
        Promise<String> promise = there.promise();
        try (Runner waiting = loops.builder().build()) {
            Loop here = waiting.loop();
            Task<String> waiter = here.spawn(() -> await(promise));
            turn(here);
            turn(there);
            CompletableFuture.runAsync(() -> promise.complete("on its way")).get();
            closed.close();
            assertEquals(null, outcome(here, waiter));
        }
    }

    @LoopTest
    void aCompletableFutureOfATaskEndsWithItsLoop(LoopCase loops) {
        Runner closed = unwatched(loops);
        Loop there = closed.loop();
        Promise<String> never = there.promise();
        Task<String> task = there.spawn(() -> await(never));
        CompletableFuture<String> ofTask = task.toCompletableFuture();
        CompletableFuture<String> ofPromise = never.toCompletableFuture();
        turn(there);
        closed.close();
        assertTrue(ofTask.isDone(), "it stays open for ever");
        assertThrows(CancellationException.class, ofTask::join);
        never.complete("late");
        assertEquals("late", ofPromise.join());
    }
}
