package dev.pirn.tck.sync;

import static dev.pirn.Async.toThread;
import static dev.pirn.tck.sync.Steps.begin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.sync.Channel;
import dev.pirn.sync.Event;
import dev.pirn.sync.Lock;
import dev.pirn.sync.Queue;
import dev.pirn.sync.Semaphore;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/** Everything here belongs to the loop that used it first, and says so to others. */
class ConfinementTck {

    private static void refused(Executable use) {
        IllegalStateException thrown = assertThrows(IllegalStateException.class, use);
        assertTrue(String.valueOf(thrown.getMessage()).contains("belongs to"), thrown::toString);
    }

    @LoopTest
    void anotherThreadIsRefused(LoopCase loops) {
        loops.run(() -> {
            Queue<String> queue = new Queue<>();
            queue.putNow("a");
            Event event = new Event();
            Task<?> waiting = begin(event::await);
            toThread(() -> {
                refused(() -> queue.putNow("b"));
                refused(queue::tryGet);
                refused(queue::shutdown);
                refused(event::set);
                assertThrows(IllegalStateException.class, queue::get);
                return 0;
            });
            assertFalse(waiting.isDone());
            assertEquals(1, queue.size());
            event.set();
            waiting.await();
        });
    }

    @LoopTest
    void anotherLoopIsRefused(LoopCase loops) {
        Loop mine = loops.handTurned();
        Loop other = loops.handTurned();
        Semaphore semaphore = new Semaphore(1);
        Lock lock = new Lock();
        Channel<String> channel = Channel.ofCapacity(1);
        Task<?> user = mine.spawn(() -> {
            semaphore.acquire();
            lock.acquire();
            channel.sender().send("x");
        });
        loops.settle(mine);
        assertTrue(user.isDone());
        List<Executable> uses = List.of(
                semaphore::acquire, semaphore::release, lock::acquire, lock::tryAcquire, channel.receiver()::receive);
        List<String> log = new ArrayList<>();
        other.spawn(() -> {
            for (Executable use : uses) refused(use);
            log.add("refused");
        });
        loops.settle(other);
        assertEquals(List.of("refused"), log);
        assertEquals(1, channel.statistics().size());
    }

    @LoopTest
    void whatNeverSuspendsMayBeUsedBeforeTheLoopRuns(LoopCase loops) {
        Queue<String> queue = new Queue<>();
        queue.putNow("a");
        queue.putNow("b");
        queue.shutdown();
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            for (String item : queue) log.add(item);
        });
        assertEquals(List.of("a", "b"), log);
    }

    @LoopTest
    void whenItsLoopWasClosedAnotherMayUseIt(LoopCase loops) {
        Semaphore semaphore = new Semaphore(1);
        for (int i = 0; i < 3; i++) loops.runVirtual(() -> semaphore.run(() -> begin(() -> {})));
        try (Runner abandoned = Runner.builder().coroutines(loops.coroutines()).build()) {
            abandoned.loop().spawn(() -> {
                semaphore.acquire();
                semaphore.acquire();
            });
            loops.settle(abandoned.loop());
            assertEquals(1, semaphore.waiting());
            abandoned.loop().close();
        }
        loops.runVirtual(() -> {
            semaphore.release(); // not to the one that waits for ever
            assertEquals(1, semaphore.permits());
            assertEquals(0, semaphore.waiting());
            semaphore.acquire();
        });
    }

    @LoopTest
    void outsideOfCoroutinesNothingCanBeAwaited(LoopCase loops) {
        Lock lock = new Lock();
        assertThrows(IllegalStateException.class, lock::acquire);
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Event done = new Event();
            Loop.current().callSoon(() -> {
                assertThrows(IllegalStateException.class, lock::acquire);
                log.add("refused");
                done.set();
            });
            done.await();
        });
        assertEquals(List.of("refused"), log);
        assertFalse(lock.isLocked());
    }
}
