package dev.pirn.tck.observe;

import static dev.pirn.Async.await;
import static dev.pirn.Async.gather;
import static dev.pirn.Async.shield;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.Pirn;
import dev.pirn.Promise;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.TaskLocal;
import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.sync.Lock;
import dev.pirn.sync.Queue;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a dump contains of loops in all their states. */
class DumpsTck {

    private static final Duration LONG = Duration.ofHours(1);

    private static void settle() {
        for (int i = 0; i < 6; i++) yieldNow();
    }

    private static void cancelOthers() {
        for (Task<?> task : Async.allTasks()) {
            if (task != Async.currentTask()) task.cancel("the test is over");
        }
    }

    private static void lockBoth(Lock first, Lock second) {
        first.run(() -> {
            yieldNow();
            second.run(() -> {});
        });
    }

    @LoopTest
    void aDeadlockOfTwoLocksIsNamedAmongGroupsAGatherAndAQueue(LoopCase loops) {
        loops.run(() -> {
            Lock left = new Lock("left");
            Lock right = new Lock("right");
            Queue<String> queue = new Queue<>();
            for (int i = 1; i <= 3; i++) {
                int number = i;
                spawn(
                        "group-" + i,
                        () -> TaskGroup.run(group -> {
                            group.spawn("getter-" + number, () -> queue.get());
                            if (number == 1) group.spawn("alice", () -> lockBoth(left, right));
                            if (number == 2) group.spawn("bob", () -> lockBoth(right, left));
                        }));
            }
            Task<?> slow = spawn("slow", () -> sleep(LONG));
            spawn("gatherer", () -> gather(List.of(slow, Loop.current().promise())));
            settle();
            Seen seen = Seen.now();
            long alice = seen.task("alice").id();
            long bob = seen.task("bob").id();
            assertEquals(Set.of(alice, bob), Set.copyOf(seen.ringOf("alice")));
            assertEquals("lock right held by bob", seen.wait("alice").what());
            assertEquals(List.of(bob), seen.wait("alice").tasks());
            assertEquals(seen.task("group-1").id(), seen.task("alice").group());
            assertEquals(
                    Set.of(alice, seen.task("getter-1").id()),
                    Set.copyOf(seen.wait("group-1").tasks()));
            assertEquals(List.of(seen.task("slow").id()), seen.wait("gatherer").tasks());
            assertTrue(seen.dump().text().contains("alice #" + alice + " waits for lock right held by bob"));
            assertTrue(seen.dump().json().contains("lock right held by bob"));
            cancelOthers();
        });
    }

    @LoopTest
    void aTaskThatNeedsAllOfItsChildrenClosesARing(LoopCase loops) {
        loops.run(() -> {
            Lock lock = new Lock();
            spawn(
                    "owner",
                    () -> lock.run(() -> TaskGroup.run(group -> {
                        group.spawn("child", () -> lock.run(() -> {}));
                        group.spawn("sibling", () -> sleep(LONG));
                    })));
            settle();
            Seen seen = Seen.now();
            assertEquals(Set.of(seen.task("owner").id(), seen.task("child").id()), Set.copyOf(seen.ringOf("owner")));
            cancelOthers();
        });
    }

    @LoopTest
    void aRingMayGoThroughAShield(LoopCase loops) {
        loops.run(() -> {
            Promise<Task<?>> second = Loop.current().promise();
            Task<?> first = spawn("first", () -> await(shield(await(second))));
            second.complete(spawn("second", () -> first.await()));
            settle();
            Seen seen = Seen.now();
            assertEquals(2, seen.ringOf("first").size());
            assertEquals("shield", seen.wait("first").kind());
            cancelOthers();
        });
    }

    @LoopTest
    void whoCanStillBeWokenIsInNoRing(LoopCase loops) {
        loops.run(() -> {
            Promise<Task<?>> second = Loop.current().promise();
            Task<?> sleeper = spawn("sleeper", () -> sleep(LONG));
            Task<?> first = spawn("first", () -> Async.waitFirst(List.of(sleeper, await(second))));
            second.complete(spawn("second", () -> first.await()));
            settle();
            assertEquals(List.of(), Seen.now().ringOf("first"));
            cancelOthers();
        });
    }

    @LoopTest
    void aRingMayGoOverTwoLoops(LoopCase loops) throws Exception {
        CompletableFuture<Task<?>> here = new CompletableFuture<>();
        CompletableFuture<Task<?>> there = new CompletableFuture<>();
        Thread other = Thread.ofPlatform().start(() -> runAwaiting(loops, "there", there, here));
        Thread mine = Thread.ofPlatform().start(() -> runAwaiting(loops, "here", here, there));
        here.get();
        there.get();
        Seen seen = Seen.now();
        while (seen.ringOf("here").isEmpty()) seen = Seen.now(); // each begins to wait when it comes to it
        assertEquals(2, seen.ringOf("here").size());
        assertTrue(seen.ringOf("here").contains(seen.task("there").id()));
        boolean _ = here.get().cancel("the test is over");
        other.join();
        mine.join();
    }

    private static void runAwaiting(
            LoopCase loops, String name, CompletableFuture<Task<?>> own, CompletableFuture<Task<?>> other) {
        loops.run(() -> {
            Task<?> task = spawn(name, () -> await(other).await());
            own.complete(task);
            Async.waitAll(List.of(task));
            boolean _ = task.cancel("read"); // its failure is not to be reported
        });
    }

    @LoopTest
    void aLoopThatNobodyRunsIsReadFromOutside(LoopCase loops) {
        Loop loop = loops.handTurned();
        Task<?> task = loop.spawn("idle", () -> sleep(LONG));
        assertFalse(isIn(Pirn.dump(), "idle"));
        loops.settle(loop);
        Seen seen = Seen.now();
        assertEquals(LoopInfo.State.STOPPED, seen.loopOf("idle").state());
        assertEquals("sleep", seen.wait("idle").kind());
        boolean _ = task.cancel("the test is over");
        loops.settle(loop);
    }

    private static boolean isIn(Dump dump, String name) {
        return dump.tasks().values().stream().anyMatch(task -> task.name().equals(name));
    }

    @LoopTest
    void aLoopThatIsHeldIsReadFromOutsideWithTheStackOfWhatHoldsIt(LoopCase loops) throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread runner = Thread.ofPlatform()
                .start(() -> loops.run(() -> {
                    Task<?> waiting = spawn("behind", () -> sleep(LONG));
                    settle();
                    Loop.current().execute(() -> holdTheLoop(held, release));
                    settle();
                    boolean _ = waiting.cancel("the test is over");
                }));
        held.await();
        Seen seen = Seen.now();
        release.countDown();
        runner.join();
        LoopInfo loop = seen.loopOf("behind");
        assertEquals(LoopInfo.State.STALLED, loop.state());
        assertTrue(
                loop.stack().stream().anyMatch(frame -> frame.getMethodName().equals("holdTheLoop")), loop::toString);
        assertEquals("sleep", seen.wait("behind").kind());
    }

    private static void holdTheLoop(CountDownLatch held, CountDownLatch release) {
        held.countDown();
        while (release.getCount() > 0) Thread.onSpinWait();
    }

    @LoopTest
    void aCallbackReadsItsOwnLoopAtOnce(LoopCase loops) {
        loops.run(() -> {
            Promise<Seen> reading = Loop.current().promise();
            Task<?> waiting = spawn("behind", () -> sleep(LONG));
            settle();
            Loop.current().execute(() -> reading.complete(Seen.now()));
            Seen seen = await(reading);
            assertEquals(LoopInfo.State.TURNING, seen.loopOf("behind").state());
            assertEquals("sleep", seen.wait("behind").kind());
            boolean _ = waiting.cancel("the test is over");
        });
    }

    @LoopTest
    void aCancelledCoroutineCanTakeADump(LoopCase loops) {
        loops.run(() -> {
            Task<?> task = spawn("cancelled", () -> {
                try {
                    sleep(LONG);
                } finally {
                    Seen seen = Seen.now();
                    assertTrue(seen.task("cancelled").isCancelling());
                }
            });
            settle();
            boolean _ = task.cancel("now");
            Async.waitAll(List.of(task));
            assertTrue(task.isCancelled(), task::toString);
        });
    }

    @LoopTest
    void stacksAndLocalsAreThereIfTheyAreAskedFor(LoopCase loops) {
        TaskLocal<String> user = TaskLocal.withDefault("guest").named("user");
        loops.run(() -> {
            Task<?> task = spawn(
                    "ann's",
                    () -> user.callWhere("ann", () -> {
                        sleep(LONG);
                        return 0;
                    }));
            settle();
            Seen without = Seen.now();
            assertEquals(List.of(), without.task("ann's").stack());
            assertEquals(0, without.task("ann's").locals().size());
            Seen with = Seen.now(Dump.Part.STACKS, Dump.Part.LOCALS);
            assertEquals("ann", with.task("ann's").locals().get("user"));
            assertTrue(with.task("ann's").stack().stream()
                    .anyMatch(frame -> frame.getClassName().startsWith("dev.pirn.tck.observe.DumpsTck")));
            boolean _ = task.cancel("the test is over");
        });
    }

    @LoopTest
    void manyTasksAreReadInSlices(LoopCase loops) {
        int count = 20_000;
        loops.runVirtual(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) tasks.add(spawn("many", () -> sleep(LONG)));
            settle();
            Seen before = Seen.now();
            Seen after = Seen.now();
            LoopInfo loop = after.loopOf("many");
            assertEquals(
                    count,
                    loop.tasks().stream().filter(t -> t.name().equals("many")).count());
            long turns = loop.turns() - before.loopOf("many").turns();
            assertTrue(turns >= count / 1000, () -> count + " tasks in " + turns + " turns");
            assertTrue(after.dump().text().lines().count() < 200);
            tasks.forEach(task -> task.cancel("the test is over"));
        });
    }

    @LoopTest
    void nothingIsLostWhileTasksStartAndEnd(LoopCase loops) throws Exception {
        int staying = 3000;
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        Thread runner = Thread.ofPlatform()
                .start(() -> loops.run(() -> {
                    List<Task<?>> tasks = new ArrayList<>();
                    for (int i = 0; i < staying; i++) {
                        spawn("leaving", () -> yieldNow());
                        tasks.add(spawn("staying", () -> sleep(LONG)));
                    }
                    settle();
                    begun.countDown();
                    while (!over.get()) {
                        for (int i = 0; i < 100; i++) spawn("leaving", () -> yieldNow());
                        yieldNow();
                    }
                    tasks.forEach(task -> task.cancel("the test is over"));
                }));
        begun.await();
        try {
            for (int i = 0; i < 5; i++) {
                LoopInfo loop = Seen.now().loopOf("staying");
                assertEquals(
                        staying,
                        loop.tasks().stream()
                                .filter(t -> t.name().equals("staying"))
                                .count());
            }
        } finally {
            over.set(true);
            runner.join();
        }
    }

    @LoopTest
    void aClosedLoopIsNotToldOf(LoopCase loops) {
        loops.run(() -> spawn("gone", () -> {}).await());
        assertFalse(isIn(Pirn.dump(), "gone"));
    }
}
