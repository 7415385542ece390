package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.runInExecutor;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Block;
import dev.pirn.Future;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import dev.pirn.sync.Event;
import dev.pirn.sync.Lease;
import dev.pirn.sync.Lock;
import dev.pirn.sync.Queue;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import dev.pirn.tck.ShuffledOrder;
import dev.pirn.tck.VirtualClock;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Replaceable time and order: autojump, and interleavings from a seed. */
class VirtualTimeTck {

    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest
    void case144_aThousandSleepersOfAnHourWakeInOrderAtOnce(LoopCase loops) {
        List<Integer> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            TaskGroup.run(group -> {
                for (int i = 0; i < 1000; i++) {
                    int number = i;
                    group.spawn(() -> {
                        sleep(HOUR);
                        log.add(number);
                    });
                }
            });
            assertEquals(HOUR.toNanos(), loop.time() - start);
        });
        assertEquals(IntStream.range(0, 1000).boxed().toList(), log);
    }

    @LoopTest
    void case144_timeStandsStillWhileAnythingCanRun(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            Task<?> sleeper = spawn(() -> sleep(HOUR));
            for (int i = 0; i < 1000; i++) {
                yieldNow();
                assertEquals(start, loop.time());
            }
            await(sleeper);
            assertEquals(start + HOUR.toNanos(), loop.time());
        });
    }

    @LoopTest
    void case144_timeStandsStillWhileAThreadJobIsInFlight(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            CountDownLatch release = new CountDownLatch(1);
            Promise<String> looked = loop.promise();
            Task<?> sleeper = spawn(() -> sleep(HOUR));
            Future<Boolean> job = runInExecutor(null, () -> {
                loop.callSoon(() -> looked.complete("the loop has turned"));
                release.await();
                return sleeper.isDone();
            });
            await(looked);
            yieldNow();
            assertEquals(start, loop.time());
            release.countDown();
            assertFalse(await(job));
            assertEquals(start, loop.time());
            await(sleeper);
        });
    }

    // With baton such a coroutine holds the loop, which then does not look at its clock at all.
    @LoopTest(coroutines = "loop")
    void case144_timeStandsStillWhileACoroutineIsBlockedInForeignCode(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
            Task<?> sleeper = spawn(() -> sleep(HOUR));
            Task<String> taker = spawn(() -> queue.take());
            yieldNow();
            Thread.ofPlatform().start(() -> queue.add("item"));
            assertEquals("item", await(taker));
            assertEquals(start, loop.time());
            await(sleeper);
        });
    }

    @LoopTest(io = true)
    void case144_timeStandsStillWhileIoCanStillAnswer(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            IoListener listener = RawIo.listen();
            try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
                IoSocket socket = RawIo.accept(listener);
                long start = loop.time();
                Task<?> sleeper = spawn(() -> sleep(HOUR));
                Task<Integer> reader = spawn(() -> RawIo.read(socket, ByteBuffer.allocateDirect(1)));
                yieldNow();
                peer.write(ByteBuffer.allocate(1));
                assertEquals(1, await(reader));
                assertEquals(start, loop.time());
                await(sleeper);
                socket.close(true);
            } finally {
                listener.close();
            }
        });
    }

    // a deadlock

    @LoopTest
    void tasksThatWaitForEachOtherFailTheRunAndAreNamed(LoopCase loops) {
        String message = deadlockOf(loops, () -> {
            Lock first = new Lock();
            Lock second = new Lock();
            Event bothHold = new Event();
            Task<?> one = spawn("one", () -> takesBoth(first, second, bothHold::await));
            Task<?> other = spawn("other", () -> takesBoth(second, first, bothHold::set));
            one.await();
            other.await();
        });
        assertTrue(message.contains("one") && message.contains("other") && message.contains("lock"), message);
        assertTrue(message.contains("takesBoth"), message);
    }

    private static void takesBoth(Lock first, Lock second, Block<RuntimeException> meanwhile) throws Exception {
        try (Lease _ = first.acquire()) {
            meanwhile.run();
            try (Lease _ = second.acquire()) {
                yieldNow();
            }
        }
    }

    @LoopTest
    void soDoesAWaitForWhatNoTaskWillDo(LoopCase loops) {
        String message = deadlockOf(loops, () -> {
            sleep(HOUR); // time goes on as long as there is a timer
            Queue<String> queue = new Queue<>();
            TaskGroup.run(group -> group.spawn("taker", queue::get));
        });
        assertTrue(message.contains("taker") && message.contains("queue"), message);
    }

    @LoopTest
    void soDoesAPromiseThatIsNeverCompleted(LoopCase loops) {
        String message = deadlockOf(loops, () -> Loop.current().promise().await());
        assertTrue(message.contains("promise"), message);
    }

    @LoopTest
    void aFunctionInAThreadIsNoneHoweverLongItTakes(LoopCase loops) {
        loops.runVirtual(() -> assertEquals("found", toThread(() -> {
            deadlockOf(loops, () -> Loop.current().promise().await()); // for as long as one of this loop would need
            return "found";
        })));
    }

    private static String deadlockOf(LoopCase loops, Block<?> main) {
        try (Runner runner = loops.builder().clock(new VirtualClock()).build()) {
            Exception thrown = assertThrows(IllegalStateException.class, () -> runner.run(main));
            String message = String.valueOf(thrown.getMessage());
            assertTrue(message.startsWith("deadlock: "), message);
            return message;
        }
    }

    @LoopTest
    void aClockOfItsOwnMovesOnlyForward(LoopCase loops) {
        VirtualClock clock = new VirtualClock();
        long start = clock.nanoTime();
        clock.advance(HOUR);
        assertEquals(start + HOUR.toNanos(), clock.nanoTime());
        assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofNanos(-1)));
        assertNotEquals(clock.nanoTime(), loops.clock().nanoTime());
    }

    @LoopTest
    void case146_theSameSeedGivesTheSameInterleaving(LoopCase loops) {
        assertEquals(trace(loops, loops.seed()), trace(loops, loops.seed()));
    }

    @LoopTest
    void case146_otherSeedsExploreOtherInterleavings(LoopCase loops) {
        Set<List<String>> traces = new HashSet<>();
        for (long seed = 0; seed < 10; seed++) {
            traces.add(trace(loops, seed));
        }
        assertNotEquals(1, traces.size());
        assertEquals(List.of("a", "b", "c", "d"), trace(loops, null).subList(0, 4));
    }

    private static List<String> trace(LoopCase loops, @Nullable Long seed) {
        List<String> log = new ArrayList<>();
        Runner.Builder builder = loops.builder();
        if (seed != null) {
            builder.order(new ShuffledOrder(seed));
        }
        try (Runner runner = builder.build()) {
            runner.run(() -> TaskGroup.run(group -> {
                for (String name : List.of("a", "b", "c", "d")) {
                    group.spawn(() -> {
                        for (int i = 0; i < 5; i++) {
                            log.add(name);
                            yieldNow();
                        }
                    });
                }
            }));
        }
        assertEquals(20, log.size());
        return log;
    }
}
