package dev.pirn.tck.scheduling;

import static dev.pirn.Async.asCompleted;
import static dev.pirn.Async.currentTask;
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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Future;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.TaskGroupException;
import dev.pirn.sync.Lock;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.function.Executable;

/**
 * Tasks that wait for themselves or for each other: an error at once where that can be seen, and an end in any case.
 */
class DeadlocksTck {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static Future<Object> me() {
        @SuppressWarnings("unchecked")
        Future<Object> me = (Future<Object>) currentTask();
        return me;
    }

    private static void assertRefused(Executable wait) {
        IllegalStateException refused = assertThrows(IllegalStateException.class, wait);
        assertTrue(refused.toString().contains(": main cannot await"), refused::toString);
    }

    @LoopTest
    void aTaskCannotWaitForItself(LoopCase loops) {
        loops.runVirtual(() -> {
            Future<Object> other = spawn(() -> {
                sleep(SECOND);
                return "slept";
            });
            List<Future<Object>> both = List.of(other, me());
            assertRefused(() -> me().await());
            assertRefused(() -> me().get());
            assertRefused(() -> gather(both));
            assertRefused(() -> gatherSettled(both));
            assertRefused(() -> waitAll(both));
            assertRefused(() -> waitFor(SECOND, me()));
            assertRefused(() -> waitFirst(List.of(me())));
            assertRefused(() -> shield(me()).await());
            assertRefused(() -> gather(List.of(shield(shield(me())))));
            assertRefused(() -> asCompleted(both).forEach(each -> {}));
            assertRefused(() -> waitFirstFailure(both));
        });
    }

    @LoopTest
    void itMayBeAmongThoseOfWhichOneIsEnough(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<?> other = spawn(() -> sleep(SECOND));
            assertEquals(1, waitFirst(List.of(other, currentTask())).done().size());
            assertEquals(
                    1, waitAll(SECOND, List.of(other, currentTask())).pending().size());
        });
    }

    @LoopTest
    void twoTasksCannotOwnEachOther(LoopCase loops) {
        loops.runVirtual(() -> {
            List<Task<Object>> tasks = new ArrayList<>();
            tasks.add(spawn(() -> gatherSettled(tasks.subList(1, 2))));
            tasks.add(spawn(() -> gather(tasks.subList(0, 1))));
            assertThrows(IllegalStateException.class, tasks.get(1)::await);
            tasks.get(0).await();
        });
    }

    @LoopTest
    void norThreeNorThroughWaitFor(LoopCase loops) {
        loops.runVirtual(() -> {
            List<Task<Object>> tasks = new ArrayList<>();
            tasks.add(spawn(() -> waitFor(HOUR, tasks.get(1))));
            tasks.add(spawn(() -> gatherSettled(tasks.subList(2, 3))));
            tasks.add(spawn(() -> waitFor(HOUR, tasks.get(0))));
            assertThrows(IllegalStateException.class, tasks.get(2)::await);
            waitAll(tasks);
        });
    }

    @LoopTest
    void aChildCannotAwaitTheOwnerOfItsGroup(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<?> owner = currentTask();
            TaskGroupException failed = assertThrows(
                    TaskGroupException.class,
                    () -> TaskGroup.run(group ->
                            group.spawn(() -> TaskGroup.run(inner -> inner.spawn(() -> owner.await())))));
            TaskGroupException inner = assertInstanceOf(TaskGroupException.class, failed.getCause());
            assertInstanceOf(IllegalStateException.class, inner.getCause());
        });
    }

    @LoopTest
    void aCycleOfPlainWaitsEndsWithOneCancellation(LoopCase loops) {
        loops.runVirtual(() -> {
            List<Task<Object>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int next = (i + 1) % 3;
                tasks.add(spawn(() -> tasks.get(next).await()));
            }
            yieldNow();
            yieldNow();
            tasks.get(1).cancel("enough");
            waitAll(tasks);
            for (Task<?> task : tasks) assertThrows(CancellationException.class, task::await);
        });
    }

    @LoopTest
    void theEndOfTheRunEndsShieldedOnes(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            List<Task<Object>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int next = (i + 1) % 3;
                tasks.add(spawn(() -> {
                    try {
                        return shielded(() -> tasks.get(next).await());
                    } catch (CancellationException e) {
                        return "its wait was ended";
                    } finally {
                        log.add("ended");
                    }
                }));
            }
            yieldNow();
            yieldNow();
        });
        assertEquals(List.of("ended", "ended", "ended"), log);
        loops.expectReports(1);
    }

    @LoopTest
    void andThoseThatWaitForLocks(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Lock left = new Lock();
            Lock right = new Lock();
            spawn(() -> lockBoth(left, right, log));
            spawn(() -> lockBoth(right, left, log));
            sleep(SECOND);
        });
        assertEquals(1, log.size());
        loops.expectReports(1);
    }

    private static void lockBoth(Lock first, Lock second, List<String> log) {
        first.run(() -> {
            sleep(Duration.ofMillis(1));
            shielded(() -> second.run(() -> log.add("has both")));
        });
    }

    /** The two are not seen when the second one begins to wait, because the first does not yet. */
    @LoopTest
    void andThoseThatOwnEachOther(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            List<Task<Object>> tasks = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                int next = (i + 1) % 3000;
                tasks.add(spawn(() -> {
                    try {
                        return gatherSettled(tasks.subList(next, next + 1));
                    } finally {
                        log.add("ended");
                    }
                }));
            }
            yieldNow();
            yieldNow();
        });
        assertEquals(3000, log.size());
        loops.expectReports(1);
    }
}
