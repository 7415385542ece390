package dev.pirn.tck.sync;

import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static dev.pirn.tck.sync.Steps.begin;
import static dev.pirn.tck.sync.Steps.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.CancelScope;
import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.sync.Condition;
import dev.pirn.sync.Event;
import dev.pirn.sync.Lock;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Locks and conditions: one holder, in turn; a wait under a lock that always ends with the lock. */
class LocksTck {

    private final List<String> log = new ArrayList<>();

    private Task<?> beginLocked(Lock lock, String name) {
        return begin(() -> lock.run(() -> log.add(name)));
    }

    @LoopTest
    void oneTaskHoldsItAndTheOthersFollowInTurn(LoopCase loops) {
        loops.runVirtual(() -> {
            Lock lock = new Lock();
            int[] holders = {0, 0};
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String name = "task " + i;
                tasks.add(spawn(() -> lock.run(() -> {
                    holders[1] = Math.max(holders[1], ++holders[0]);
                    assertSame(currentTask(), lock.owner());
                    yieldNow();
                    log.add(name);
                    holders[0]--;
                })));
            }
            for (Task<?> task : tasks) task.await();
            assertEquals(1, holders[1]);
            assertFalse(lock.isLocked());
            assertNull(lock.owner());
        });
        assertEquals(List.of("task 0", "task 1", "task 2", "task 3", "task 4"), log);
    }

    @LoopTest
    void whoReleasesAndWantsItAgainIsTheLast(LoopCase loops) {
        loops.runVirtual(() -> {
            Lock lock = new Lock();
            lock.acquire();
            beginLocked(lock, "waited");
            lock.release();
            assertFalse(lock.tryAcquire());
            lock.run(() -> log.add("again"));
        });
        assertEquals(List.of("waited", "again"), log);
    }

    @LoopTest
    void case094_aCancelAndAReleaseInOneStepLeaveOneHolder(LoopCase loops) {
        loops.runVirtual(() -> {
            Lock lock = new Lock();
            lock.acquire();
            Task<?> cancelled = beginLocked(lock, "the cancelled one");
            Task<?> next = beginLocked(lock, "the next");
            cancelled.cancel("first cancelled, then released");
            lock.release();
            next.await();
            assertThrows(CancellationException.class, cancelled::await);
            assertFalse(lock.isLocked());
        });
        assertEquals(List.of("the next"), log);
    }

    @LoopTest
    void case094_whoHasItAndIsCancelledBeforeItRunsPassesItOn(LoopCase loops) {
        loops.runVirtual(() -> {
            Lock lock = new Lock();
            lock.acquire();
            Task<?> cancelled = begin(() -> lock.run(() -> {
                log.add("has it");
                yieldNow();
                log.add("not reached");
            }));
            Task<?> next = beginLocked(lock, "the next");
            lock.release();
            assertSame(cancelled, lock.owner());
            cancelled.cancel("first released, then cancelled");
            next.await();
            assertThrows(CancellationException.class, cancelled::await);
            assertFalse(lock.isLocked());
        });
        assertEquals(List.of("has it", "the next"), log);
    }

    @LoopTest
    void inACancelledScopeItIsNotAcquiredThoughItIsFree(LoopCase loops) {
        loops.runVirtual(() -> {
            Lock lock = new Lock();
            CancelScope scope = new CancelScope();
            scope.run(() -> {
                scope.cancel();
                lock.acquire();
                log.add("not reached");
            });
            assertTrue(scope.cancelCaught());
            assertFalse(lock.isLocked());
        });
        assertEquals(List.of(), log);
    }

    @LoopTest
    void itIsHeldForATryAndReleasedByAFailure(LoopCase loops) {
        loops.runVirtual(() -> {
            Lock lock = new Lock();
            try (var _ = lock.acquire()) {
                assertTrue(lock.isLocked());
            }
            assertFalse(lock.isLocked());
            assertEquals(7, lock.call(() -> 7));
            assertThrows(
                    IOException.class,
                    () -> lock.run(() -> {
                        throw new IOException("of the body");
                    }));
            assertFalse(lock.isLocked());
        });
    }

    @LoopTest
    void wrongUseIsAnError(LoopCase loops) {
        loops.runVirtual(() -> {
            Lock lock = new Lock();
            assertThrows(IllegalStateException.class, lock::release);
            lock.acquire();
            assertThrows(IllegalStateException.class, lock::acquire);
            assertThrows(IllegalStateException.class, lock::tryAcquire);
            Task<?> other = begin(lock::release);
            assertThrows(IllegalStateException.class, other::await);
            assertTrue(lock.isLocked());
            lock.release();
            assertFalse(lock.isLocked());
        });
    }

    @LoopTest
    void operationsThatNeedNotWaitLetOthersRun(LoopCase loops) {
        loops.runVirtual(() -> {
            Lock lock = new Lock();
            spawn(() -> log.add("another"));
            for (int i = 0; i < 128 && log.isEmpty(); i++) lock.run(() -> {});
            assertEquals(List.of("another"), log);
        });
    }

    @LoopTest
    void case096_anEventThatIsClearedAtOnceHasLetGoWhoWaited(LoopCase loops) {
        loops.runVirtual(() -> {
            Event event = new Event();
            Task<?> first = begin(event::await);
            Task<?> second = begin(event::await);
            assertEquals(2, event.waiting());
            event.set();
            event.clear();
            Task<?> late = begin(event::await);
            first.await();
            second.await();
            assertFalse(late.isDone());
            assertEquals(1, event.waiting());
            Loop.current().callSoon(event::set);
            late.await();
            event.await();
            assertTrue(event.isSet());
        });
    }

    @LoopTest
    void aCancelledWaitForAnEventDidNotHappen(LoopCase loops) {
        loops.runVirtual(() -> {
            Event event = new Event();
            Task<?> cancelled = begin(event::await);
            Task<?> other = begin(event::await);
            cancelled.cancel("enough");
            settle();
            assertEquals(1, event.waiting());
            event.set();
            other.await();
            assertThrows(CancellationException.class, cancelled::await);
        });
    }

    // conditions

    private Task<?> beginWaiting(Condition condition, String name) {
        return begin(() -> condition.lock().run(() -> {
            condition.await();
            assertSame(currentTask(), condition.lock().owner());
            log.add(name);
        }));
    }

    @LoopTest
    void signalsWakeThoseWhoWaitLongest(LoopCase loops) {
        loops.runVirtual(() -> {
            Condition condition = new Condition();
            for (String name : List.of("a", "b", "c", "d", "e")) beginWaiting(condition, name);
            assertEquals(5, condition.waiting());
            condition.lock().run(condition::signal);
            settle();
            assertEquals(List.of("a"), log);
            condition.lock().run(() -> condition.signal(2));
            settle();
            assertEquals(List.of("a", "b", "c"), log);
            condition.lock().run(() -> condition.signal(0));
            condition.lock().run(condition::signalAll);
            settle();
            condition.lock().run(condition::signalAll); // no waiter
            assertFalse(condition.lock().isLocked());
        });
        assertEquals(List.of("a", "b", "c", "d", "e"), log);
    }

    @LoopTest
    void whoIsSignalledWaitsBehindThoseWhoWantTheLock(LoopCase loops) {
        loops.runVirtual(() -> {
            Condition condition = new Condition();
            beginWaiting(condition, "signalled");
            condition.lock().acquire();
            beginLocked(condition.lock(), "wants the lock");
            condition.signal();
            beginLocked(condition.lock(), "came later");
            condition.lock().release();
            settle();
        });
        assertEquals(List.of("wants the lock", "signalled", "came later"), log);
    }

    @LoopTest
    void itWaitsUntilSomethingIsTrue(LoopCase loops) {
        loops.runVirtual(() -> {
            Condition condition = new Condition();
            int[] value = {0};
            Task<?> task = begin(() -> condition.lock().run(() -> condition.await(() -> value[0] == 3)));
            for (int i = 1; i <= 3; i++) {
                assertFalse(task.isDone());
                value[0] = i;
                condition.lock().run(condition::signalAll);
                settle();
            }
            task.await();
            condition.lock().run(() -> condition.await(() -> true));
        });
    }

    @LoopTest
    void case084_aCancelledWaiterHoldsTheLockAgainAndCostsNothingUntilThen(LoopCase loops) {
        Loop loop = loops.handTurned();
        Lock lock = new Lock();
        Condition condition = new Condition(lock);
        Event enough = new Event();
        Task<?> cancelled = loop.spawn(() -> lock.run(() -> {
            try {
                condition.await();
            } finally {
                assertSame(currentTask(), lock.owner());
                log.add("holds it");
            }
        }));
        loops.settle(loop);
        Task<?> holder = loop.spawn(() -> lock.run(enough::await));
        loops.settle(loop);
        cancelled.cancel("enough");
        loops.settle(loop);
        for (int i = 0; i < 100; i++) assertFalse(loop.turn(), "something is ready though all wait");
        assertSame(holder, lock.owner());
        assertEquals(1, lock.waiting());
        enough.set();
        loops.settle(loop);
        assertTrue(cancelled.isCancelled());
        assertTrue(holder.isDone());
        assertFalse(lock.isLocked());
        assertEquals(List.of("holds it"), log);
    }

    @LoopTest
    void aCancelAfterTheSignalPassesTheSignalOn(LoopCase loops) {
        loops.runVirtual(() -> {
            Condition condition = new Condition();
            Task<?> cancelled = beginWaiting(condition, "the cancelled one");
            beginWaiting(condition, "the next");
            beginWaiting(condition, "never signalled");
            condition.lock().run(() -> {
                condition.signal();
                cancelled.cancel("in the same step");
            });
            settle();
            assertThrows(CancellationException.class, cancelled::await);
            assertEquals(List.of("the next"), log);
            assertEquals(1, condition.waiting());
            condition.lock().run(condition::signal);
            settle();
            assertFalse(condition.lock().isLocked());
        });
        assertEquals(List.of("the next", "never signalled"), log);
    }

    @LoopTest
    void aCancelBeforeTheSignalLeavesTheSignalToTheNext(LoopCase loops) {
        loops.runVirtual(() -> {
            Condition condition = new Condition();
            Task<?> cancelled = beginWaiting(condition, "the cancelled one");
            beginWaiting(condition, "the next");
            condition.lock().run(() -> {
                cancelled.cancel("in the same step");
                condition.signal();
            });
            settle();
            assertThrows(CancellationException.class, cancelled::await);
        });
        assertEquals(List.of("the next"), log);
    }

    @LoopTest
    void withoutItsLockAConditionIsOfNoUse(LoopCase loops) {
        loops.runVirtual(() -> {
            Condition condition = new Condition();
            assertThrows(IllegalStateException.class, condition::await);
            assertThrows(IllegalStateException.class, () -> condition.await(() -> true));
            assertThrows(IllegalStateException.class, condition::signal);
            assertThrows(IllegalStateException.class, condition::signalAll);
            assertThrows(IllegalArgumentException.class, () -> condition.lock().run(() -> condition.signal(-1)));
        });
    }

    @LoopTest
    void severalConditionsShareALock(LoopCase loops) {
        loops.runVirtual(() -> {
            Lock lock = new Lock();
            Condition one = new Condition(lock);
            Condition two = new Condition(lock);
            beginWaiting(one, "one");
            beginWaiting(two, "two");
            lock.run(two::signal);
            settle();
            assertEquals(List.of("two"), log);
            lock.run(one::signal);
            settle();
        });
        assertEquals(List.of("two", "one"), log);
    }
}
