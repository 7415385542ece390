package dev.pirn.tck.sync;

import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static dev.pirn.tck.sync.Steps.begin;
import static dev.pirn.tck.sync.Steps.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.BrokenException;
import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.sync.Barrier;
import dev.pirn.sync.BoundedSemaphore;
import dev.pirn.sync.CapacityLimiter;
import dev.pirn.sync.Lease;
import dev.pirn.sync.Semaphore;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;

/** Semaphores, limiters and barriers: so many and no more. */
class SemaphoresTck {

    private final List<String> log = new ArrayList<>();

    @LoopTest
    void asManyHoldItAsThereArePermits(LoopCase loops) {
        loops.runVirtual(() -> {
            Semaphore semaphore = new Semaphore(3);
            int[] holders = {0, 0};
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                tasks.add(spawn(() -> semaphore.run(() -> {
                    holders[1] = Math.max(holders[1], ++holders[0]);
                    yieldNow();
                    holders[0]--;
                })));
            }
            for (Task<?> task : tasks) task.await();
            assertEquals(3, holders[1]);
            assertEquals(3, semaphore.permits());
        });
    }

    @LoopTest
    void whoReleasesAndWantsAnotherIsTheLast(LoopCase loops) {
        loops.runVirtual(() -> {
            Semaphore semaphore = new Semaphore(1);
            semaphore.acquire();
            begin(() -> semaphore.run(() -> log.add("waited")));
            semaphore.release();
            assertTrue(semaphore.isLocked());
            assertFalse(semaphore.tryAcquire());
            semaphore.run(() -> log.add("again"));
            assertFalse(semaphore.isLocked());
            assertTrue(semaphore.tryAcquire());
        });
        assertEquals(List.of("waited", "again"), log);
    }

    @LoopTest
    void aCancelledWaiterTakesNoPermit(LoopCase loops) {
        loops.runVirtual(() -> {
            Semaphore semaphore = new Semaphore(0);
            Task<?> late = begin(() -> {
                semaphore.acquire();
                log.add("has it");
            });
            Task<?> next = begin(semaphore::acquire);
            semaphore.release();
            semaphore.release();
            late.cancel("after its permit was there: too late");
            next.await();
            assertEquals(List.of("has it"), log);
            assertEquals(0, semaphore.permits());
            Task<?> another = begin(semaphore::acquire);
            another.cancel("in time");
            semaphore.release();
            assertThrows(CancellationException.class, another::await);
            assertEquals(1, semaphore.permits());
        });
    }

    @LoopTest
    void permitsAreReleasedByAnybody(LoopCase loops) {
        loops.runVirtual(() -> {
            Semaphore semaphore = new Semaphore(0);
            Loop.current().callSoon(semaphore::release);
            try (var _ = semaphore.acquire()) {
                assertEquals(0, semaphore.permits());
            }
            assertEquals(1, semaphore.permits());
            assertEquals("x", semaphore.call(() -> "x"));
        });
    }

    @LoopTest
    void onlyABoundedOneNoticesWhatIsReleasedTooOften(LoopCase loops) {
        loops.runVirtual(() -> {
            Semaphore free = new Semaphore(1);
            free.release();
            assertEquals(2, free.permits());
            BoundedSemaphore bounded = new BoundedSemaphore(2);
            assertThrows(IllegalStateException.class, bounded::release);
            bounded.acquire();
            bounded.release();
            assertThrows(IllegalStateException.class, bounded::release);
            assertEquals(2, bounded.permits());
            Semaphore most = new Semaphore(Integer.MAX_VALUE);
            assertThrows(IllegalStateException.class, most::release);
            assertThrows(IllegalArgumentException.class, () -> new Semaphore(-1));
            assertThrows(IllegalArgumentException.class, () -> new BoundedSemaphore(-1));
        });
    }

    // limiters

    @LoopTest
    void aLimiterGrowsAndShrinks(LoopCase loops) {
        loops.runVirtual(() -> {
            CapacityLimiter limiter = new CapacityLimiter(1);
            List<Task<?>> tasks = new ArrayList<>();
            Semaphore go = new Semaphore(0);
            for (int i = 0; i < 4; i++) tasks.add(spawn(() -> limiter.run(go::acquire)));
            settle();
            assertEquals(1, limiter.borrowed());
            limiter.total(3);
            assertEquals(Set.copyOf(tasks.subList(0, 3)), limiter.statistics().borrowers());
            limiter.total(1);
            assertEquals(-2, limiter.available());
            go.release();
            settle();
            assertEquals(2, limiter.borrowed());
            assertEquals(1, limiter.statistics().waiting());
            for (int i = 0; i < 3; i++) go.release();
            for (Task<?> task : tasks) task.await();
            assertEquals(new CapacityLimiter.Statistics(1, 0, Set.of(), 0), limiter.statistics());
            limiter.total(0);
            assertFalse(limiter.tryAcquire());
            assertThrows(IllegalArgumentException.class, () -> limiter.total(-1));
            assertThrows(IllegalArgumentException.class, () -> new CapacityLimiter(-1));
        });
    }

    @LoopTest
    void eachBorrowerHasOneToken(LoopCase loops) {
        loops.runVirtual(() -> {
            CapacityLimiter limiter = new CapacityLimiter(3);
            assertThrows(IllegalStateException.class, limiter::release);
            try (var _ = limiter.acquire()) {
                assertThrows(IllegalStateException.class, limiter::acquire);
                assertThrows(IllegalStateException.class, limiter::tryAcquire);
                assertEquals(Set.of(currentTask()), limiter.statistics().borrowers());
            }
            Lease held = limiter.acquireOnBehalfOf("a job");
            assertThrows(IllegalStateException.class, () -> limiter.acquireOnBehalfOf("a job"));
            assertTrue(limiter.tryAcquireOnBehalfOf("another"));
            assertEquals(7, limiter.call(() -> 7));
            held.close();
            assertThrows(IllegalStateException.class, held::close);
            limiter.releaseOnBehalfOf("another");
            assertEquals(0, limiter.borrowed());
        });
    }

    @LoopTest
    void aCancelledBorrowerHasNoTokenAndMayComeAgain(LoopCase loops) {
        loops.runVirtual(() -> {
            CapacityLimiter limiter = new CapacityLimiter(1);
            limiter.acquire();
            Task<?> cancelled = begin(() -> limiter.acquireOnBehalfOf("a job"));
            assertThrows(IllegalStateException.class, () -> limiter.acquireOnBehalfOf("a job"));
            cancelled.cancel("enough");
            settle();
            assertEquals(0, limiter.statistics().waiting());
            Task<?> again = begin(() -> limiter.acquireOnBehalfOf("a job").close());
            limiter.release();
            assertEquals(Set.of("a job"), limiter.statistics().borrowers());
            again.await();
            assertEquals(1, limiter.available());
        });
    }

    // barriers

    private static Task<?> arrive(Barrier barrier, Set<Integer> indexes) {
        return begin(() -> indexes.add(barrier.await()));
    }

    @LoopTest
    void case098_eachPartyGetsANumberOfItsOwnAgainAndAgain(LoopCase loops) {
        loops.runVirtual(() -> {
            Barrier barrier = new Barrier(3);
            for (int round = 0; round < 3; round++) {
                Set<Integer> indexes = new TreeSet<>();
                arrive(barrier, indexes);
                arrive(barrier, indexes);
                assertEquals(2, barrier.waiting());
                assertEquals(Set.of(), indexes);
                arrive(barrier, indexes);
                assertEquals(Set.of(0, 1, 2), indexes);
                assertEquals(0, barrier.waiting());
            }
            assertEquals(0, new Barrier(1).await());
            assertThrows(IllegalArgumentException.class, () -> new Barrier(0));
        });
    }

    @LoopTest
    void case098_aCancelledPartyIsReplaced(LoopCase loops) {
        loops.runVirtual(() -> {
            Barrier barrier = new Barrier(3);
            Set<Integer> indexes = new TreeSet<>();
            Task<?> cancelled = arrive(barrier, indexes);
            arrive(barrier, indexes);
            cancelled.cancel("enough");
            settle();
            assertEquals(1, barrier.waiting());
            arrive(barrier, indexes);
            assertEquals(Set.of(), indexes);
            arrive(barrier, indexes);
            assertEquals(Set.of(0, 1, 2), indexes);
            assertFalse(barrier.isBroken());
        });
    }

    @LoopTest
    void case098_aResetBreaksThoseWhoWaitAndNobodyElse(LoopCase loops) {
        loops.runVirtual(() -> {
            Barrier barrier = new Barrier(2);
            Task<?> waiting = begin(barrier::await);
            barrier.reset();
            assertThrows(BrokenException.class, waiting::await);
            assertFalse(barrier.isBroken());
            Task<?> again = begin(barrier::await);
            assertEquals(1, barrier.await());
            again.await();
        });
    }

    @LoopTest
    void case098_anAbortedOneStaysBrokenUntilItIsReset(LoopCase loops) {
        loops.runVirtual(() -> {
            Barrier barrier = new Barrier(2);
            Task<?> waiting = begin(barrier::await);
            barrier.abort();
            assertThrows(BrokenException.class, waiting::await);
            assertTrue(barrier.isBroken());
            assertThrows(BrokenException.class, barrier::await);
            barrier.reset();
            Task<?> again = begin(barrier::await);
            barrier.await();
            again.await();
        });
    }

    @LoopTest
    void case098_whoArrivesWhileTheOthersLeaveWaitsForTheNextTime(LoopCase loops) {
        loops.runVirtual(() -> {
            Barrier barrier = new Barrier(2);
            Set<Integer> first = new TreeSet<>();
            Set<Integer> second = new TreeSet<>();
            arrive(barrier, first);
            first.add(barrier.await()); // the other one has not run yet
            Task<?> next = spawn(() -> second.add(barrier.await()));
            barrier.reset(); // reaches neither those who leave nor those who have not come
            settle();
            assertEquals(Set.of(0, 1), first);
            assertFalse(next.isDone());
            arrive(barrier, second);
            assertEquals(Set.of(0, 1), second);
        });
    }
}
