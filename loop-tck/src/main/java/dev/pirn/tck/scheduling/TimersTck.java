package dev.pirn.tck.scheduling;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Clock;
import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.TimerHandle;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Timers: by deadline, then by order of creation; never early; gone when cancelled. */
class TimersTck {

    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest
    void timersFireInOrderOfTheirDeadlines(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            loop.callLater(Duration.ofSeconds(3), () -> log.add("c at " + seconds(loop, start)));
            loop.callLater(Duration.ofSeconds(1), () -> log.add("a at " + seconds(loop, start)));
            loop.callAt(start + Duration.ofSeconds(2).toNanos(), () -> log.add("b at " + seconds(loop, start)));
            sleep(Duration.ofSeconds(4));
        });
        assertEquals(List.of("a at 1", "b at 2", "c at 3"), log);
    }

    @LoopTest
    void equalDeadlinesFireInOrderOfCreation(LoopCase loops) {
        List<Integer> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long when = loop.time() + 1_000;
            for (int i = 0; i < 50; i++) {
                int number = i;
                loop.callAt(when, () -> log.add(number));
            }
            sleep(HOUR);
        });
        assertEquals(IntStream.range(0, 50).boxed().toList(), log);
    }

    // asyncio sorts negative delays, uvloop makes them zero. Here they only sort: neither waits, both run next turn.
    @LoopTest
    void case008_negativeDelaysRunNextTurnInOrderOfDeadline(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            loop.callLater(Duration.ofSeconds(-1), () -> log.add("a"));
            loop.callLater(Duration.ofSeconds(-2), () -> log.add("b"));
            yieldNow();
            yieldNow();
            assertEquals(start, loop.time());
        });
        assertEquals(List.of("b", "a"), log);
    }

    @LoopTest
    void aDelayOfZeroMeansTheNextTurn(LoopCase loops) {
        List<String> log = new ArrayList<>();
        Loop loop = loops.handTurned();
        loop.callSoon(() -> {
            loop.callLater(Duration.ZERO, () -> log.add("timer"));
            log.add("callback");
        });
        loop.turn();
        assertEquals(List.of("callback"), log);
        loop.turn();
        assertEquals(List.of("callback", "timer"), log);
    }

    @LoopTest
    void aTimerIsNeverEarly(LoopCase loops) {
        Loop loop = loops.handTurned();
        List<String> log = new ArrayList<>();
        TimerHandle timer = loop.callAt(loop.time() + 1_000, () -> log.add("due"));
        assertEquals(loop.time() + 1_000, timer.when());

        loops.clock().advance(Duration.ofNanos(999));
        turn(loop, 5);
        assertEquals(List.of(), log);

        loops.clock().advance(Duration.ofNanos(1));
        turn(loop, 3);
        assertEquals(List.of("due"), log);
    }

    // Real waiting is what is tested: a timeout that is rounded down makes the loop spin until the deadline.
    @LoopTest
    void case010_tinySleepsDoNotSpin(LoopCase loops) {
        AtomicInteger waits = new AtomicInteger();
        try (Runner runner = loops.builder().clock(new WaitCounter(waits)).build()) {
            runner.run(() -> {
                for (long nanos : new long[] {10_000_000, 100_000, 1_000, 10, 100_000}) {
                    long start = System.nanoTime();
                    sleep(Duration.ofNanos(nanos));
                    assertTrue(System.nanoTime() - start >= nanos, "woken early");
                }
            });
        }
        assertTrue(waits.get() <= 20, () -> waits + " iterations");
    }

    @LoopTest
    void case012_cancelledTimersAreReclaimed(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            List<String> log = new ArrayList<>();
            TimerHandle head = loop.callLater(Duration.ofSeconds(1), () -> log.add("head"));
            List<WeakReference<TimerHandle>> cancelled = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                TimerHandle timer = loop.callLater(HOUR.plusSeconds(i), () -> log.add("cancelled"));
                timer.cancel();
                cancelled.add(new WeakReference<>(timer));
            }
            yieldNow();
            assertEquals(1, loop.timerCount());
            Garbage.assertCollected(cancelled);
            assertFalse(head.isCancelled());
            sleep(HOUR.multipliedBy(2));
            assertEquals(List.of("head"), log);
        });
    }

    @LoopTest
    void case014_timeMovesInsideACallback(LoopCase loops) {
        Loop loop = loops.handTurned();
        List<Long> log = new ArrayList<>();
        loop.callSoon(() -> {
            long before = loop.time();
            loops.clock().advance(Duration.ofMillis(50)); // blocking work
            log.add(loop.time() - before);
        });
        loops.settle(loop);
        assertEquals(List.of(50_000_000L), log);
    }

    @LoopTest
    void aTimerCancelledInTheTurnInWhichItIsDueDoesNotFire(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            TimerHandle[] second = new TimerHandle[1];
            loop.callLater(HOUR, () -> {
                log.add("first");
                second[0].cancel();
            });
            second[0] = loop.callLater(HOUR, () -> log.add("second"));
            sleep(HOUR.plusSeconds(1));
            assertTrue(second[0].isCancelled());
        });
        assertEquals(List.of("first"), log);
    }

    @LoopTest
    void hugeDelaysDoNotOverflow(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            TimerHandle forever = loop.callLater(Duration.ofSeconds(Long.MAX_VALUE), () -> log.add("forever"));
            TimerHandle atTheEnd = loop.callAt(Long.MAX_VALUE, () -> log.add("at the end"));
            loop.callLater(HOUR, () -> log.add("hour"));
            sleep(HOUR.multipliedBy(2));
            forever.cancel();
            atTheEnd.cancel();
        });
        assertEquals(List.of("hour"), log);
    }

    @LoopTest
    void timersMayBeSetAndCancelledFromForeignThreads(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            dev.pirn.Async.toThread(() -> {
                TimerHandle cancelled = loop.callLater(Duration.ofSeconds(1), () -> log.add("cancelled"));
                loop.callLater(Duration.ofSeconds(2), () -> log.add("set"));
                cancelled.cancel();
                return cancelled;
            });
            sleep(HOUR);
        });
        assertEquals(List.of("set"), log);
    }

    @LoopTest
    void aHundredThousandTimersOfOneMillisecondFireInOrder(LoopCase loops) {
        int count = 100_000;
        int[] fired = new int[1];
        int[] outOfOrder = new int[1];
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long when = loop.time() + HOUR.toNanos();
            for (int i = 0; i < count; i++) {
                int number = i;
                loop.callAt(when, () -> outOfOrder[0] += fired[0]++ == number ? 0 : 1);
            }
            sleep(HOUR.plusSeconds(1));
        });
        assertEquals(count, fired[0]);
        assertEquals(0, outOfOrder[0]);
    }

    @LoopTest
    void cancellingAHundredThousandTimersLeavesNothing(LoopCase loops) {
        int[] fired = new int[1];
        Loop loop = loops.handTurned();
        loop.callSoon(() -> {
            List<TimerHandle> timers = new ArrayList<>();
            for (int i = 0; i < 100_000; i++) {
                timers.add(loop.callLater(HOUR, () -> fired[0]++));
            }
            timers.forEach(TimerHandle::cancel);
        });
        loops.settle(loop);
        assertEquals(0, loop.timerCount());
        loops.clock().advance(HOUR.multipliedBy(2));
        turn(loop, 3);
        assertEquals(0, fired[0]);
    }

    @LoopTest
    void sleepersWakeInOrderOfTheirDeadlines(LoopCase loops) {
        List<Integer> log = new ArrayList<>();
        loops.runVirtual(() -> {
            for (int hours : new int[] {3, 1, 2}) {
                spawn(() -> {
                    sleep(Duration.ofHours(hours));
                    log.add(hours);
                });
            }
            sleep(Duration.ofHours(4));
        });
        assertEquals(List.of(1, 2, 3), log);
    }

    @LoopTest
    void nullAndNonsenseAreRejected(LoopCase loops) {
        loops.runVirtual(() -> {
            assertThrows(NullPointerException.class, () -> sleep(nothing()));
            assertThrows(NullPointerException.class, () -> Loop.current().callLater(nothing(), () -> {}));
        });
    }

    private static void turn(Loop loop, int times) {
        for (int i = 0; i < times; i++) {
            loop.turn();
        }
    }

    private static long seconds(Loop loop, long since) {
        return Duration.ofNanos(loop.time() - since).toSeconds();
    }

    @SuppressWarnings("NullAway") // what a careless caller passes
    private static Duration nothing() {
        return null;
    }

    private record WaitCounter(AtomicInteger waits) implements Clock {

        @Override
        public long nanoTime() {
            return Clock.system().nanoTime();
        }

        @Override
        public long waitNanos(long untilDeadline, int jobs, int pendingIo) {
            waits.incrementAndGet();
            return untilDeadline;
        }
    }
}
