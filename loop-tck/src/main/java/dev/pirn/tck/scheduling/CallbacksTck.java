package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Block;
import dev.pirn.Body;
import dev.pirn.Handle;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Task;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.lang.ref.WeakReference;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

/** Callbacks: one queue with the coroutines, first in first out, one batch a turn, never inline. */
class CallbacksTck {

    @LoopTest(io = true)
    void case002_aCallbackThatAlwaysQueuesAnotherDoesNotStarveSockets(LoopCase loops) {
        loops.run(() -> {
            Spinner spinner = new Spinner(Loop.current());
            IoListener listener = RawIo.listen();
            Task<IoSocket> accepting = spawn(() -> RawIo.accept(listener));
            yieldNow();
            spinner.run();
            try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
                await(accepting).close(true);
                assertTrue(peer.isConnected());
            } finally {
                spinner.stopped = true;
                listener.close();
            }
            assertTrue(spinner.turns < Spinner.TOO_MANY, "the socket starves");
        });
    }

    /** Keeps the loop busy. */
    private static final class Spinner implements Runnable {

        static final int TOO_MANY = 5_000_000;
        private final Loop loop;
        boolean stopped;
        int turns;

        Spinner(Loop loop) {
            this.loop = loop;
        }

        @Override
        public void run() {
            if (!stopped && ++turns < TOO_MANY) {
                loop.callSoon(this);
            }
        }
    }

    @LoopTest
    void case002_newCallbacksGoToTheNextBatch(LoopCase loops) {
        Loop loop = loops.handTurned();
        List<String> log = new ArrayList<>();
        loop.callSoon(() -> {
            log.add("first");
            loop.callSoon(() -> log.add("queued by first"));
        });
        loop.callSoon(() -> log.add("second"));

        loop.turn();

        assertEquals(List.of("first", "second"), log);
        loop.turn();
        assertEquals(List.of("first", "second", "queued by first"), log);
    }

    @LoopTest
    void callbacksAndCoroutinesShareOneQueue(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            loop.callSoon(() -> log.add("callback 1"));
            spawn(() -> log.add("task 1"));
            loop.execute(() -> log.add("callback 2"));
            spawn(() -> log.add("task 2"));
            log.add("main");
            yieldNow();
            log.add("main again");
        });
        assertEquals(List.of("main", "callback 1", "task 1", "callback 2", "task 2", "main again"), log);
    }

    @LoopTest
    void case006_aHandleCancelledByAnEarlierCallbackOfTheBatchDoesNotRun(LoopCase loops) {
        Loop loop = loops.handTurned();
        List<String> log = new ArrayList<>();
        Handle[] second = new Handle[1];
        loop.callSoon(() -> {
            log.add("first");
            second[0].cancel();
        });
        second[0] = loop.callSoon(() -> log.add("second"));
        loop.callSoon(() -> log.add("third"));

        loops.settle(loop);

        assertEquals(List.of("first", "third"), log);
        assertTrue(second[0].isCancelled());
    }

    @LoopTest
    void case006_aCancelledCallbackIsUnreachableAtOnce(LoopCase loops) {
        loops.runVirtual(() -> {
            List<String> big = new ArrayList<>();
            WeakReference<List<String>> reference = new WeakReference<>(big);
            Handle handle = Loop.current().callSoon(big::clear);
            big = null;
            handle.cancel();
            Garbage.assertCollected(reference);
            assertTrue(handle.isCancelled());
        });
    }

    @LoopTest
    void cancellingAHandleThatHasRunChangesNothing(LoopCase loops) {
        loops.runVirtual(() -> {
            List<String> log = new ArrayList<>();
            Handle handle = Loop.current().callSoon(() -> log.add("ran"));
            yieldNow();
            handle.cancel();
            assertEquals(List.of("ran"), log);
            assertFalse(handle.isCancelled());
        });
    }

    // Case 16 is mostly the compiler's: what is not callable cannot be passed. Null can.
    @LoopTest
    void case016_nullIsRejectedAtOnce(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            assertThrows(NullPointerException.class, () -> loop.callSoon(none()));
            assertThrows(NullPointerException.class, () -> loop.execute(none()));
            assertThrows(NullPointerException.class, () -> loop.callLater(Duration.ZERO, none()));
            assertThrows(NullPointerException.class, () -> loop.callAt(loop.time(), none()));
            assertThrows(NullPointerException.class, () -> loop.spawn(CallbacksTck.<Block<Exception>>none()));
            assertThrows(NullPointerException.class, () -> loop.spawn(CallbacksTck.<Body<String, Exception>>none()));
        });
    }

    /** Of both kinds, and more than a loop takes in one turn. */
    @LoopTest
    void submissionsOfAForeignThreadRunInItsOrder(LoopCase loops) {
        int count = 5000;
        List<Integer> log = new ArrayList<>();
        loops.run(() -> {
            Loop loop = Loop.current();
            Promise<String> all = loop.promise();
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < count; i++) {
                    int number = i;
                    if (i % 3 == 0) loop.callSoon(() -> log.add(number));
                    else loop.execute(() -> log.add(number));
                }
                loop.callSoon(() -> all.complete("all"));
            });
            assertEquals("all", await(all));
        });
        assertEquals(IntStream.range(0, count).boxed().toList(), log);
    }

    /** More than a loop takes in one turn: it does not rest before it has taken the others. */
    @LoopTest
    void whatWasSubmittedBeforeTheLoopRanIsRunToTheLast(LoopCase loops) {
        int count = 5000;
        Loop loop = loops.handTurned();
        int[] ran = new int[1];
        for (int i = 0; i < count; i++) loop.execute(() -> ran[0]++);
        loops.settle(loop);
        assertEquals(count, ran[0]);
    }

    @LoopTest
    void callbacksRunOnOneThreadThatIsNoCoroutines(LoopCase loops) {
        Set<Thread> threads = new HashSet<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            for (int i = 0; i < 3; i++) {
                loop.callSoon(() -> threads.add(Thread.currentThread()));
                yieldNow();
            }
            assertFalse(threads.contains(Thread.currentThread()));
        });
        assertEquals(1, threads.size());
    }

    // With baton the loop is on a virtual thread as well, because a hand-over between two of them is faster.
    @LoopTest(coroutines = "loop")
    void theyRunOnTheThreadThatRunsTheLoop(LoopCase loops) {
        Thread runner = Thread.currentThread();
        List<Thread> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop.current().callSoon(() -> log.add(Thread.currentThread()));
            yieldNow();
        });
        assertEquals(List.of(runner), log);
    }

    @LoopTest
    void aCallbackKnowsItsLoopAndCannotAwait(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            Promise<String> never = loop.promise();
            FutureTask<Boolean> knows = new FutureTask<>(() -> loop.onLoop() && Loop.current() == loop);
            FutureTask<String> awaits = new FutureTask<>(never::await);
            FutureTask<String> gets = new FutureTask<>(never::get);
            loop.callSoon(knows);
            loop.callSoon(awaits);
            loop.callSoon(gets);
            yieldNow();
            assertTrue(knows.resultNow());
            assertInstanceOf(IllegalStateException.class, awaits.exceptionNow());
            assertInstanceOf(IllegalStateException.class, gets.exceptionNow());
        });
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a careless caller passes
    private static <T> T none() {
        return null;
    }
}
