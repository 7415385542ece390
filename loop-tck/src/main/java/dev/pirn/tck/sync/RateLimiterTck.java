package dev.pirn.tck.sync;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.CancelScope;
import dev.pirn.Cancelled;
import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.TimedOutException;
import dev.pirn.sync.RateLimiter;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The rate limiter, in virtual time. */
class RateLimiterTck {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** When each of so many permits was got, in milliseconds from now. */
    private static List<Long> times(RateLimiter limiter, int count) {
        long begin = Loop.current().time();
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            limiter.acquire();
            times.add((Loop.current().time() - begin) / 1_000_000);
        }
        return times;
    }

    @LoopTest
    void aBurstIsFreeAndTheRestComesAtTheRate(LoopCase loops) {
        loops.runVirtual(() -> {
            assertEquals(List.of(0L, 0L, 0L, 250L, 500L, 750L), times(new RateLimiter(4, SECOND, 3), 6));
            assertEquals(List.of(0L, 0L, 500L, 1000L), times(new RateLimiter(2, SECOND), 4));
        });
    }

    @LoopTest
    void nothingIsLostByRounding(LoopCase loops) {
        loops.runVirtual(() -> {
            RateLimiter limiter = new RateLimiter(3, SECOND, 1);
            limiter.acquire();
            long begin = Loop.current().time();
            for (int i = 0; i < 3000; i++) limiter.acquire();
            long took = Loop.current().time() - begin;
            assertTrue(took >= 1000 * SECOND.toNanos(), () -> "faster than the rate: " + took);
            assertTrue(took <= 1000 * SECOND.toNanos() + 3000, () -> "slower than the rate: " + took);
        });
    }

    @LoopTest
    void theBucketHoldsNoMoreThanItsBurst(LoopCase loops) {
        loops.runVirtual(() -> {
            RateLimiter limiter = new RateLimiter(10, SECOND, 2);
            assertEquals(List.of(0L, 0L), times(limiter, 2));
            sleep(Duration.ofDays(365));
            assertEquals(2, limiter.available());
            assertEquals(List.of(0L, 0L, 100L), times(limiter, 3));
        });
    }

    @LoopTest
    void permitsGoToTheLongestWaiter(LoopCase loops) {
        loops.runVirtual(() -> {
            RateLimiter limiter = new RateLimiter(1, SECOND);
            List<String> order = new ArrayList<>();
            TaskGroup.run(group -> {
                for (String name : List.of("a", "b", "c", "d")) {
                    group.spawn(() -> {
                        limiter.acquire();
                        order.add(name);
                    });
                }
                yieldNow();
                assertEquals(3, limiter.waiting());
                assertFalse(limiter.tryAcquire());
                sleep(Duration.ofMillis(1500));
                assertFalse(limiter.tryAcquire(), "it must not overtake");
            });
            assertEquals(List.of("a", "b", "c", "d"), order);
        });
    }

    @LoopTest
    void aCancelledWaitTakesNoPermit(LoopCase loops) {
        loops.runVirtual(() -> {
            RateLimiter limiter = new RateLimiter(1, SECOND);
            limiter.acquire();
            long begin = Loop.current().time();
            assertThrows(TimedOutException.class, () -> timeout(Duration.ofMillis(400), () -> limiter.acquire()));
            assertEquals(0, limiter.waiting());
            assertEquals(0, Loop.current().timerCount());
            Task<?> first = spawn(() -> limiter.acquire());
            Task<?> second = spawn(() -> limiter.acquire());
            yieldNow();
            first.cancel("not needed any more");
            second.await();
            assertEquals(SECOND.toNanos(), Loop.current().time() - begin);
        });
    }

    @LoopTest
    void inACancelledScopeItThrowsAndTakesNothing(LoopCase loops) {
        loops.runVirtual(() -> {
            RateLimiter limiter = new RateLimiter(1, SECOND);
            CancelScope scope = new CancelScope();
            scope.run(() -> {
                scope.cancel();
                assertThrows(Cancelled.class, limiter::acquire);
            });
            assertEquals(1, limiter.available());
        });
    }

    @LoopTest
    void aSecondLoopFindsAFullBucket(LoopCase loops) {
        RateLimiter limiter = new RateLimiter(2, SECOND);
        for (int i = 0; i < 2; i++) {
            try (Runner runner = loops.builder().build()) {
                runner.run(() -> {
                    assertTrue(limiter.tryAcquire());
                    assertTrue(limiter.tryAcquire());
                });
            }
        }
    }

    @LoopTest
    void wrongRatesAreRefused(LoopCase loops) {
        assertThrows(IllegalArgumentException.class, () -> new RateLimiter(0, SECOND));
        assertThrows(IllegalArgumentException.class, () -> new RateLimiter(1, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new RateLimiter(1, SECOND, 0));
        assertThrows(IllegalArgumentException.class, () -> new RateLimiter(1, Duration.ofDays(365), 1_000_000));
        assertThrows(IllegalStateException.class, () -> new RateLimiter(1, SECOND).tryAcquire());
    }
}
