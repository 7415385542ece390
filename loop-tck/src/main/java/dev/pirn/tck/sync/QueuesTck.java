package dev.pirn.tck.sync;

import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.tck.sync.Steps.begin;
import static dev.pirn.tck.sync.Steps.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.ClosedException;
import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.TimedOutException;
import dev.pirn.sync.LifoQueue;
import dev.pirn.sync.PriorityQueue;
import dev.pirn.sync.Queue;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** Queues: every item once, in order, to the longest waiter. */
class QueuesTck {

    private final List<Object> log = new ArrayList<>();

    private Task<?> beginGet(Queue<?> queue) {
        return begin(() -> log.add(queue.get()));
    }

    @LoopTest
    void aPutWaitsForRoomAndAGetForAnItem(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<Integer> queue = new Queue<>(2);
            Task<?> producer = spawn(() -> {
                for (int i = 0; i < 10; i++) {
                    queue.put(i);
                    assertTrue(queue.size() <= 2);
                }
            });
            for (int i = 0; i < 10; i++) log.add(queue.get());
            producer.await();
        });
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), log);
    }

    @LoopTest
    void whatNeverWaitsSaysSo(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<String> queue = new Queue<>(1);
            assertNull(queue.tryGet());
            assertThrows(NoSuchElementException.class, queue::getNow);
            assertTrue(queue.isEmpty());
            queue.putNow("a");
            assertTrue(queue.isFull());
            assertFalse(queue.tryPut("b"));
            assertThrows(IllegalStateException.class, () -> queue.putNow("b"));
            assertEquals(1, queue.size());
            assertEquals("a", queue.getNow());
            assertTrue(queue.tryPut("c"));
            assertEquals("c", queue.tryGet());
            assertEquals(1, queue.capacity());
            assertEquals(Integer.MAX_VALUE, new Queue<>().capacity());
            assertThrows(IllegalArgumentException.class, () -> new Queue<>(0));
        });
    }

    @LoopTest
    void anItemThatWasPutForAWaitingTaskCannotBeTakenByAnother(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<String> queue = new Queue<>();
            Task<?> waiting = beginGet(queue);
            queue.putNow("a");
            assertNull(queue.tryGet());
            waiting.await();
            assertEquals(List.of("a"), log);
        });
    }

    @LoopTest
    void aCallbackFeedsAQueue(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<String> queue = new Queue<>();
            Loop.current().callLater(Duration.ofSeconds(1), () -> queue.putNow("from a callback"));
            assertEquals("from a callback", queue.get());
        });
    }

    @LoopTest
    void case100_aPutterThatIsCancelledLeavesItsPlaceToTheNext(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<String> queue = new Queue<>(1);
            queue.put("a");
            Task<?> cancelled = begin(() -> queue.put("X"));
            Task<?> next = begin(() -> queue.put("b"));
            cancelled.cancel("enough");
            assertEquals("a", queue.get());
            assertEquals("b", queue.get());
            next.await();
            assertThrows(CancellationException.class, cancelled::await);
            assertTrue(queue.isEmpty());
        });
    }

    @LoopTest
    void case100_aPutterThatHasItsPlaceHasPut(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<String> queue = new Queue<>(1);
            queue.put("a");
            Task<?> late = begin(() -> {
                queue.put("b");
                log.add("put b");
            });
            assertEquals("a", queue.get());
            late.cancel("too late: its item is in");
            settle();
            assertEquals(List.of("put b"), log);
            Task<?> next = begin(() -> queue.put("c"));
            assertEquals("b", queue.get());
            assertEquals("c", queue.get());
            next.await();
        });
    }

    @LoopTest
    void aGetterThatIsCancelledTakesNothing(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<String> queue = new Queue<>();
            Task<?> cancelled = beginGet(queue);
            Task<?> next = beginGet(queue);
            cancelled.cancel("in the same step");
            queue.putNow("a");
            next.await();
            assertEquals(List.of("a"), log);
            assertThrows(CancellationException.class, cancelled::await);
            assertThrows(TimedOutException.class, () -> timeout(Duration.ofSeconds(1), queue::get));
            queue.putNow("b");
            assertEquals("b", timeout(Duration.ofSeconds(1), queue::get));
        });
    }

    @LoopTest
    void aTaskThatNeverWaitsLetsOthersRun(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<Integer> queue = new Queue<>();
            spawn(() -> log.add("another"));
            for (int i = 0; i < 128 && log.isEmpty(); i++) queue.put(i);
            assertEquals(List.of("another"), log);
            log.clear();
            spawn(() -> log.add("another"));
            for (int i = 0; i < 127 && log.isEmpty(); i++) queue.get();
            queue.put(0);
            for (int i = 0; i < 2 && log.isEmpty(); i++) queue.get();
            assertEquals(List.of("another"), log);
        });
    }

    @LoopTest
    void case102_joinWaitsForAllThatWasPut(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<Integer> queue = new Queue<>();
            queue.join();
            assertThrows(IllegalStateException.class, queue::taskDone);
            queue.putNow(1);
            queue.putNow(2);
            Task<?> joining = begin(queue::join);
            queue.get();
            queue.taskDone();
            queue.get();
            settle();
            assertFalse(joining.isDone());
            assertEquals(1, queue.unfinished());
            queue.taskDone();
            joining.await();
            queue.join();
            assertThrows(IllegalStateException.class, queue::taskDone);
        });
    }

    @LoopTest
    void afterTheShutdownGettersGetTheRestAndPuttersNothing(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<String> queue = new Queue<>(1);
            queue.put("a");
            Task<?> putting = begin(() -> queue.put("b"));
            queue.shutdown();
            assertTrue(queue.isShutdown());
            assertThrows(ClosedException.class, putting::await);
            assertThrows(ClosedException.class, () -> queue.put("c"));
            assertThrows(ClosedException.class, () -> queue.tryPut("c"));
            assertEquals("a", queue.get());
            assertThrows(ClosedException.class, queue::get);
            assertThrows(ClosedException.class, queue::tryGet);
            queue.shutdown();
            assertEquals(1, queue.unfinished());
        });
    }

    @LoopTest
    void aShutdownEndsTheWaitOfGetters(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<String> queue = new Queue<>();
            Task<?> served = beginGet(queue);
            Task<?> waiting = beginGet(queue);
            queue.putNow("a");
            queue.shutdown();
            served.await();
            assertThrows(ClosedException.class, waiting::await);
            assertEquals(List.of("a"), log);
        });
    }

    @LoopTest
    void anImmediateShutdownDropsWhatIsInItAndJoinWaitsForTheRest(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<String> queue = new Queue<>();
            for (String item : List.of("a", "b", "c")) queue.putNow(item);
            queue.get();
            Task<?> joining = begin(queue::join);
            queue.shutdownNow();
            assertThrows(ClosedException.class, queue::get);
            assertEquals(1, queue.unfinished());
            settle();
            assertFalse(joining.isDone());
            queue.taskDone();
            joining.await();
            Queue<String> untouched = new Queue<>();
            untouched.putNow("a");
            Task<?> unburdened = begin(untouched::join);
            untouched.shutdownNow();
            unburdened.await();
        });
    }

    @LoopTest
    void anOrdinaryForEndsAtTheShutdown(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<Integer> queue = new Queue<>(2);
            List<Task<?>> workers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                workers.add(spawn(() -> {
                    for (Integer item : queue) {
                        log.add(item);
                        queue.taskDone();
                    }
                }));
            }
            for (int i = 0; i < 20; i++) queue.put(i);
            queue.join();
            queue.shutdown();
            for (Task<?> worker : workers) worker.await();
            var iterator = queue.iterator();
            assertFalse(iterator.hasNext());
            assertThrows(NoSuchElementException.class, iterator::next);
        });
        Set<Object> expected = new HashSet<>();
        for (int i = 0; i < 20; i++) expected.add(i);
        assertEquals(20, log.size());
        assertEquals(expected, new HashSet<>(log));
    }

    @LoopTest
    void theLastInIsTheFirstOut(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<Integer> queue = new LifoQueue<>();
            for (int i = 0; i < 3; i++) queue.putNow(i);
            assertEquals(2, queue.get());
            queue.putNow(7);
            assertEquals(List.of(7, 1, 0), List.of(queue.get(), queue.get(), queue.get()));
            beginGet(queue);
            queue.putNow(1);
            queue.putNow(2);
            settle();
            assertEquals(List.of(2), log);
            assertThrows(IllegalArgumentException.class, () -> new LifoQueue<>(-1));
        });
    }

    @LoopTest
    void theLeastIsTheFirstOutAndEqualsKeepTheirOrder(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<String> queue = new PriorityQueue<>(Comparator.comparingInt(String::length));
            for (String item : List.of("ccc", "a", "bb", "b", "c", "aa")) queue.putNow(item);
            for (int i = 0; i < 6; i++) log.add(queue.get());
            assertEquals(List.of("a", "b", "c", "bb", "aa", "ccc"), log);
        });
    }

    // as asyncio: a waiting task takes the best of what is there when it runs
    @LoopTest
    void whoWaitsAtAPriorityQueueGetsTheLeastOfWhatIsPutAtOnce(LoopCase loops) {
        loops.runVirtual(() -> {
            Queue<Integer> queue = new PriorityQueue<>(Comparator.naturalOrder(), 2);
            Task<?> first = beginGet(queue);
            Task<?> second = beginGet(queue);
            for (int item : List.of(3, 1, 2, 0)) assertTrue(queue.tryPut(item));
            assertFalse(queue.tryPut(9), "there is room for two, and for the two who wait");
            assertEquals(2, queue.size());
            first.await();
            second.await();
            assertEquals(List.of(0, 1), log);
            assertEquals(List.of(2, 3), List.of(queue.get(), queue.get()));
        });
    }

    @LoopTest
    void anImmediateShutdownKeepsWhatWasPromised(LoopCase loops) {
        loops.runVirtual(() -> {
            for (Queue<Integer> queue :
                    List.of(new PriorityQueue<Integer>(Comparator.reverseOrder()), new LifoQueue<Integer>())) {
                log.clear();
                Task<?> served = beginGet(queue);
                for (int i = 0; i < 4; i++) queue.putNow(i);
                served.cancel("too late");
                queue.shutdownNow();
                assertTrue(queue.isEmpty());
                settle();
                assertEquals(List.of(3), log);
                assertEquals(1, queue.unfinished());
                assertThrows(ClosedException.class, queue::get);
            }
        });
    }
}
