package dev.pirn.tck.scheduling;

import static dev.pirn.Async.checkpoint;
import static dev.pirn.Async.gather;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.sync.Lock;
import dev.pirn.sync.Semaphore;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A recursion without end that uses the loop at each level ends with its stack, and harms nothing else. */
class OverflowsTck {

    private static final int ROUNDS = 5;
    private static final Duration HOUR = Duration.ofHours(1);

    private int depth;

    /** Recurses until the stack overflows, with frames of different sizes in each round. */
    private void recurse(Runnable operation, int pad) {
        depth++;
        operation.run();
        if (pad > 0) pad(operation, pad, pad);
        else recurse(operation, 0);
    }

    private int pad(Runnable operation, int left, int pad) {
        if (left > 0) return pad(operation, left - 1, pad) + 1;
        recurse(operation, pad);
        return 0;
    }

    /** Others sleep meanwhile, and all of them wake at their time. */
    private void overflowing(LoopCase loops, Runnable operation) {
        loops.runVirtual(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                long start = Loop.current().time();
                List<Task<Long>> others = new ArrayList<>();
                for (int i = 1; i <= 20; i++) {
                    Duration time = Duration.ofSeconds(i);
                    others.add(spawn(() -> {
                        sleep(time);
                        return Loop.current().time() - start - time.toNanos();
                    }));
                }
                int pad = round;
                Task<?> overflows = spawn(() -> assertThrows(StackOverflowError.class, () -> recurse(operation, pad)));
                overflows.await();
                for (long late : gather(others)) assertEquals(0, late);
            }
            sleep(HOUR.multipliedBy(2)); // until what the overflows left in the timer queue is over
        });
    }

    @LoopTest
    void schedulingTimersLosesNone(LoopCase loops) {
        overflowing(loops, () -> {
            var timer = Loop.current().callLater(HOUR.plusNanos(depth % 7), () -> {});
            if (depth % 4 > 0) timer.cancel();
        });
    }

    @LoopTest
    void timeoutsLoseNoTimer(LoopCase loops) {
        overflowing(loops, () -> timeout(HOUR, () -> 1));
    }

    @LoopTest
    void completingAPromiseNotifiesItsWaiters(LoopCase loops) {
        loops.runVirtual(() -> {
            List<Promise<Integer>> completed = new ArrayList<>();
            List<Task<?>> waiters = new ArrayList<>();
            for (int i = 0; i < 100_000; i++) completed.add(Loop.current().promise());
            for (int i = 0; i < 100_000; i += 97) waiters.add(spawn(completed.get(i)::await));
            yieldNow();
            for (int round = 0; round < ROUNDS; round++) {
                depth = round;
                int pad = round;
                assertThrows(
                        StackOverflowError.class,
                        () -> recurse(() -> completed.get(depth % 100_000).complete(1), pad));
            }
            sleep(HOUR);
            for (int i = 0; i < waiters.size(); i++)
                assertEquals(completed.get(i * 97).isDone(), waiters.get(i).isDone());
            waiters.forEach(waiter -> waiter.cancel("the test is over"));
        });
    }

    @LoopTest
    void aSemaphoreLosesNoPermit(LoopCase loops) {
        Semaphore semaphore = new Semaphore(1);
        overflowing(loops, () -> {
            try (var _ = semaphore.acquire()) {
                checkpoint();
            }
        });
        assertEquals(1, semaphore.permits());
        assertEquals(0, semaphore.waiting());
    }

    @LoopTest
    void aLockIsFreeAfterwards(LoopCase loops) {
        Lock lock = new Lock();
        overflowing(loops, () -> {
            try (var _ = lock.acquire()) {
                checkpoint();
            }
        });
        assertFalse(lock.isLocked());
    }

    /** What is suspended leaves the thread's stack for the heap, so only a limit of our own ends it. */
    @LoopTest
    void aRecursionThatSuspendsAtEachLevelEnds(LoopCase loops) {
        overflowing(loops, () -> yieldNow());
    }

    @LoopTest
    void aGroupEndsAlthoughASpawnFails(LoopCase loops) {
        loops.runVirtual(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                int pad = round;
                TaskGroup.run(group -> assertThrows(
                        StackOverflowError.class, () -> recurse(() -> group.spawn(() -> sleep(HOUR)), pad)));
            }
        });
    }
}
