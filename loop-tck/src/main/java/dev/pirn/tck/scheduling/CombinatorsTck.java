package dev.pirn.tck.scheduling;

import static dev.pirn.Async.asCompleted;
import static dev.pirn.Async.await;
import static dev.pirn.Async.gather;
import static dev.pirn.Async.gatherSettled;
import static dev.pirn.Async.shield;
import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.waitAll;
import static dev.pirn.Async.waitFirst;
import static dev.pirn.Async.waitFirstFailure;
import static dev.pirn.Async.waitFor;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Cancelled;
import dev.pirn.Future;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Task;
import dev.pirn.TimedOutException;
import dev.pirn.Waited;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** shield, wait, waitFor, gather, asCompleted. In direct style: they suspend their caller and answer. */
class CombinatorsTck {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    // shield

    @LoopTest
    void case048_whatIsShieldedGoesOnWhenItsWaiterIsCancelled(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<String> inner = answerIn(SECOND, "inner", log);
            Task<String> outer = spawn(() -> waitFor(HOUR, shield(inner)));
            yieldNow();
            outer.cancel("enough");
            assertThrows(CancellationException.class, outer::await);
            assertTrue(outer.isCancelled());
            assertFalse(inner.isDone());
            assertEquals("inner", await(inner));
        });
        assertEquals(List.of("inner"), log);
    }

    @LoopTest
    void case048_cancellingTheInnerCancelsTheShield(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<?> inner = spawn(() -> sleep(HOUR));
            Future<?> outer = shield(inner);
            yieldNow();
            inner.cancel("enough");
            assertThrows(CancellationException.class, outer::await);
            assertTrue(outer.isCancelled());
        });
    }

    @LoopTest
    void case048_aFailureOfTheInnerIsTheShields(LoopCase loops) {
        IllegalStateException failure = new IllegalStateException("bad");
        loops.runVirtual(() -> {
            Task<Object> inner = spawn(() -> {
                throw failure;
            });
            Future<Object> outer = shield(inner);
            assertSame(failure, assertThrows(IllegalStateException.class, outer::await));
        });
    }

    @LoopTest
    void case048_theShieldOfADoneFutureIsTheFuture(LoopCase loops) {
        loops.runVirtual(() -> {
            Promise<String> done = Loop.current().promise();
            done.complete("x");
            assertSame(done, shield(done));
        });
    }

    @LoopTest
    void case048_cancellingTheShieldLeavesTheInnerAlone(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<String> inner = answerIn(SECOND, "inner", new ArrayList<>());
            Future<String> outer = shield(inner);
            outer.cancel("not needed");
            assertThrows(CancellationException.class, outer::await);
            assertEquals("inner", await(inner));
        });
    }

    // wait

    @LoopTest
    void case050_doneIsAllThatIsDoneWhenTheWaiterRuns(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            Promise<String> a = loop.promise();
            Promise<String> b = loop.promise();
            loop.callSoon(() -> a.complete("a"));
            loop.callSoon(() -> b.complete("b"));
            Waited<Promise<String>> waited = waitFirst(List.of(a, b));
            assertEquals(Set.of(a, b), waited.done());
            assertEquals(Set.of(), waited.pending());
        });
    }

    @LoopTest
    void waitFirstLeavesTheOthersAlone(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<String> slow = answerIn(HOUR, "slow", log);
            Task<String> quick = answerIn(SECOND, "quick", log);
            Waited<Task<String>> waited = waitFirst(List.of(slow, quick));
            assertEquals(Set.of(quick), waited.done());
            assertEquals(Set.of(slow), waited.pending());
            assertEquals("slow", await(slow));
        });
        assertEquals(List.of("quick", "slow"), log);
    }

    @LoopTest
    void waitFirstFailureWaitsForOne(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<String> good = answerIn(SECOND, "good", new ArrayList<>());
            Task<String> bad = failIn(SECOND.multipliedBy(2), "bad");
            Task<String> slow = answerIn(HOUR, "slow", new ArrayList<>());
            Waited<Task<String>> waited = waitFirstFailure(List.of(good, bad, slow));
            assertEquals(Set.of(good, bad), waited.done());
            assertEquals(Set.of(slow), waited.pending());
            assertEquals("bad", bad.exceptionNow().getMessage());
        });
    }

    @LoopTest
    void waitAllThrowsNothingOfTheFutures(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<String> good = answerIn(SECOND, "good", new ArrayList<>());
            Task<String> bad = failIn(HOUR, "bad");
            Waited<Task<String>> waited = waitAll(List.of(good, bad));
            assertEquals(Set.of(good, bad), waited.done());
            assertThrows(IllegalStateException.class, bad::await);
        });
    }

    @LoopTest
    void waitTimesOutWithoutAnException(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<String> quick = answerIn(SECOND, "quick", new ArrayList<>());
            Task<String> slow = answerIn(HOUR, "slow", new ArrayList<>());
            Waited<Task<String>> waited = waitAll(SECOND.multipliedBy(2), List.of(quick, slow));
            assertEquals(Set.of(quick), waited.done());
            assertEquals(Set.of(slow), waited.pending());
            assertFalse(slow.isCancelling());
        });
    }

    @LoopTest
    void case052_whatIsDoneExactlyAtTheTimeoutCounts(LoopCase loops) {
        loops.runVirtual(() -> {
            for (int i = 0; i < 10; i++) {
                Promise<String> promise = Loop.current().promise();
                Loop.current().callLater(Duration.ofMillis(100), () -> promise.complete("x"));
                Waited<Promise<String>> waited = waitAll(Duration.ofMillis(100), List.of(promise));
                assertEquals(Set.of(promise), waited.done());
            }
        });
    }

    @LoopTest
    void cancellingAWaitLeavesTheFuturesAlone(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<String> inner = answerIn(SECOND, "inner", new ArrayList<>());
            Task<Object> waiter = spawn(() -> waitAll(List.of(inner)));
            yieldNow();
            waiter.cancel("enough");
            assertThrows(CancellationException.class, waiter::await);
            assertEquals("inner", await(inner));
        });
    }

    @LoopTest
    void waitingForNothingIsAnError(LoopCase loops) {
        loops.runVirtual(() -> {
            List<Task<String>> none = List.of();
            assertThrows(IllegalArgumentException.class, () -> waitAll(none));
            assertThrows(IllegalArgumentException.class, () -> waitFirst(SECOND, none));
        });
    }

    // waitFor

    @LoopTest
    void waitForAnswersInTime(LoopCase loops) {
        loops.runVirtual(() -> {
            assertEquals("x", waitFor(HOUR, answerIn(SECOND, "x", new ArrayList<>())));
            assertEquals(0, Loop.current().timerCount());
        });
    }

    @LoopTest
    void waitForCancelsAndAwaitsTheCleanup(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            Task<?> slow = spawn(() -> {
                try {
                    sleep(HOUR);
                } finally {
                    shielded(() -> sleep(SECOND));
                    log.add("cleaned up");
                }
            });
            assertThrows(TimedOutException.class, () -> waitFor(SECOND, slow));
            assertTrue(slow.isCancelled());
            assertEquals(SECOND.multipliedBy(2).toNanos(), loop.time() - start);
        });
        assertEquals(List.of("cleaned up"), log);
    }

    @LoopTest
    void case054_waitForAnswersWhatTheInnerAnswersToTheCancellation(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<Integer> swallows = spawn(() -> {
                try {
                    sleep(HOUR);
                    return 1;
                } catch (Cancelled c) {
                    return 42;
                }
            });
            assertEquals(42, waitFor(SECOND, swallows));

            IllegalStateException failure = new IllegalStateException("foo");
            Task<Object> fails = spawn(() -> {
                try {
                    sleep(HOUR);
                    return "not reached";
                } catch (Cancelled c) {
                    throw failure;
                }
            });
            assertSame(failure, assertThrows(IllegalStateException.class, () -> waitFor(SECOND, fails)));
        });
    }

    // asyncio cancels the waiter at once and drops the result. Here a result that has arrived is delivered, and the
    // waiter is stopped at its next await.
    @LoopTest
    void case056_cancelledAfterTheInnerWasDoneTheWaiterGetsTheResultAndStopsAtItsNextAwait(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Promise<String> inner = Loop.current().promise();
            Task<?> waiter = spawn(() -> {
                log.add(waitFor(HOUR, inner));
                yieldNow();
                log.add("not reached");
            });
            yieldNow();
            inner.complete("result");
            waiter.cancel("too late for the result");
            assertThrows(CancellationException.class, waiter::await);
            assertTrue(waiter.isCancelled());
        });
        assertEquals(List.of("result"), log);
    }

    @LoopTest
    void cancellingWaitForCancelsTheInner(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<?> inner = spawn(() -> sleep(HOUR));
            Task<?> waiter = spawn(() -> {
                waitFor(HOUR, inner);
            });
            sleep(SECOND);
            waiter.cancel("enough");
            assertThrows(CancellationException.class, waiter::await);
            assertTrue(inner.isCancelled());
        });
    }

    @LoopTest
    void waitForWithoutTimeAnswersWhatIsDone(LoopCase loops) {
        loops.runVirtual(() -> {
            Promise<String> done = Loop.current().promise();
            done.complete("x");
            assertEquals("x", waitFor(Duration.ZERO, done));
            Promise<String> never = Loop.current().promise();
            assertThrows(TimedOutException.class, () -> waitFor(Duration.ZERO, never));
            assertTrue(never.isCancelled());
        });
    }

    // gather

    @LoopTest
    void case058_gatherAnswersInTheOrderOfItsArguments(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<String> slow = answerIn(SECOND.multipliedBy(2), "slow", log);
            Task<String> quick = answerIn(SECOND, "quick", log);
            assertEquals(List.of("slow", "quick", "slow"), gather(List.of(slow, quick, slow)));
            assertEquals(List.of(1, 2), gather(() -> 1, () -> 2));
            assertEquals(List.of(), gather(List.<Task<String>>of()));
        });
        assertEquals(List.of("quick", "slow"), log);
    }

    @LoopTest
    void case058_gatherThrowsTheFirstFailureWhileTheOthersRunOn(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<String> good = answerIn(HOUR, "good", log);
            Task<String> first = failIn(SECOND, "first");
            Task<String> second = failIn(SECOND.multipliedBy(2), "second");
            IllegalStateException failure =
                    assertThrows(IllegalStateException.class, () -> gather(List.of(second, good, first)));
            assertEquals("first", failure.getMessage());
            assertFalse(good.isDone());
            assertEquals("good", await(good));
            assertTrue(second.isDone());
        });
        assertEquals(List.of("good"), log);
        // The leak check sees that the second failure was not reported as unread.
    }

    @LoopTest
    void gatherCancelsItsChildrenWhenItsCallerIsCancelled(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            List<Task<String>> children = List.of(answerIn(HOUR, "a", log), answerIn(HOUR, "b", log));
            Task<?> caller = spawn(() -> {
                gather(children);
            });
            sleep(SECOND);
            caller.cancel("enough");
            assertThrows(CancellationException.class, caller::await);
            assertTrue(children.stream().allMatch(Task::isCancelled));
        });
        assertEquals(List.of(), log);
    }

    @LoopTest
    void case060_aCancelledChildIsAnErrorOfTheGatherNotItsCancellation(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<?> cancelled = spawn(() -> sleep(HOUR));
            Task<?> other = spawn(() -> sleep(SECOND));
            Task<String> caller = spawn(() -> {
                try {
                    gather(List.of(cancelled, other));
                    return "not reached";
                } catch (CancellationException e) {
                    yieldNow(); // the caller is not cancelled
                    return "error";
                }
            });
            yieldNow();
            cancelled.cancel("enough");
            assertEquals("error", await(caller));
            assertFalse(other.isCancelling());
        });
    }

    @LoopTest
    void case060_settledItAppearsAmongTheOutcomes(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<String> good = answerIn(SECOND, "good", new ArrayList<>());
            Task<String> bad = failIn(SECOND, "bad");
            Task<String> cancelled = answerIn(HOUR, "cancelled", new ArrayList<>());
            Loop.current().callLater(SECOND, () -> cancelled.cancel("enough"));
            List<Future<String>> settled = gatherSettled(List.of(good, bad, cancelled));
            assertEquals(
                    List.of(Future.State.SUCCESS, Future.State.FAILED, Future.State.CANCELLED),
                    settled.stream().map(Future::state).toList());
            assertEquals(List.of(good, bad, cancelled), settled);
        });
    }

    // asCompleted

    @LoopTest
    void case062_asCompletedAnswersInOrderOfCompletion(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Task<String> c = answerIn(SECOND.multipliedBy(3), "c", new ArrayList<>());
            Task<String> a = answerIn(SECOND, "a", new ArrayList<>());
            Task<String> b = answerIn(SECOND.multipliedBy(2), "b", new ArrayList<>());
            for (Task<String> done : asCompleted(List.of(c, a, b))) {
                assertTrue(done.isDone());
                log.add(await(done));
            }
        });
        assertEquals(List.of("a", "b", "c"), log);
    }

    @LoopTest
    void case062_asCompletedCanBeLeftAndResumed(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Iterable<Task<String>> completions = asCompleted(List.of(
                    answerIn(SECOND.multipliedBy(2), "b", new ArrayList<>()),
                    answerIn(SECOND, "a", new ArrayList<>()),
                    answerIn(SECOND.multipliedBy(3), "c", new ArrayList<>())));
            for (Task<String> done : completions) {
                log.add(await(done));
                break;
            }
            log.add("pause");
            for (Task<String> done : completions) {
                log.add(await(done));
            }
        });
        assertEquals(List.of("a", "pause", "b", "c"), log);
    }

    @LoopTest
    void case062_asCompletedTimesOutWhenAskedAgain(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<String> quick = answerIn(SECOND, "quick", new ArrayList<>());
            Task<String> slow = answerIn(HOUR, "slow", new ArrayList<>());
            Iterator<Task<String>> completions =
                    asCompleted(SECOND.multipliedBy(2), List.of(slow, quick)).iterator();
            assertSame(quick, completions.next());
            assertThrows(TimedOutException.class, completions::next);
            assertFalse(slow.isCancelling());
        });
    }

    @LoopTest
    void case062_whatItAnswersMayBeAwaitedConcurrently(LoopCase loops) {
        loops.runVirtual(() -> {
            Promise<String> a = Loop.current().promise();
            Promise<String> b = Loop.current().promise();
            Iterator<Promise<String>> completions = asCompleted(List.of(a, b)).iterator();
            Task<String> reader = spawn(() -> await(completions.next()));
            yieldNow();
            b.complete("b");
            a.complete("a");
            assertEquals("b", await(reader));
            Promise<String> last = completions.next();
            assertEquals(List.of("a", "a"), gather(() -> await(last), () -> await(last)));
            assertFalse(completions.hasNext());
        });
    }

    private static Task<String> answerIn(Duration delay, String answer, List<String> log) {
        return spawn(() -> {
            sleep(delay);
            log.add(answer);
            return answer;
        });
    }

    private static Task<String> failIn(Duration delay, String message) {
        return spawn(() -> {
            sleep(delay);
            throw new IllegalStateException(message);
        });
    }
}
