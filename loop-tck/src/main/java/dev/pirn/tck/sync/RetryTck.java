package dev.pirn.tck.sync;

import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.CancelScope;
import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.TimedOutException;
import dev.pirn.sync.Retry;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;

/** Retries, in virtual time. */
class RetryTck {

    /** The longest pause that there may be, each time. */
    private static final RandomGenerator LONGEST = new RandomGenerator() {

        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    private final List<Long> times = new ArrayList<>();
    private final IOException failure = new IOException("made by the test");

    /** An attempt that fails, and notes when it was made, in milliseconds. */
    private String failing() throws IOException {
        times.add(Loop.current().time() / 1_000_000);
        throw failure;
    }

    private List<Long> pauses() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) pauses.add(times.get(i) - times.get(i - 1));
        return pauses;
    }

    @LoopTest
    void whatSucceedsIsNotRepeated(LoopCase loops) {
        loops.runVirtual(() -> assertEquals("fine", Retry.attempts(3).call(() -> "fine")));
    }

    @LoopTest
    void thePausesDoubleUpToTheirLimitAndTheLastFailureIsThrown(LoopCase loops) {
        loops.runVirtual(() -> {
            Retry retry = Retry.attempts(6)
                    .backOff(Duration.ofMillis(100), Duration.ofMillis(500))
                    .random(LONGEST);
            assertSame(failure, assertThrows(IOException.class, () -> retry.call(this::failing)));
            assertEquals(List.of(100L, 200L, 400L, 500L, 500L), pauses());
        });
    }

    @LoopTest
    void theJitterIsFullAndOfTheGivenSource(LoopCase loops) {
        loops.runVirtual(() -> {
            Retry retry = Retry.attempts(200).backOff(Duration.ofSeconds(1), Duration.ofSeconds(1));
            assertThrows(IOException.class, () -> retry.random(new Random(7)).call(this::failing));
            List<Long> first = pauses();
            assertTrue(first.stream().anyMatch(pause -> pause < 100), first::toString);
            assertTrue(first.stream().anyMatch(pause -> pause > 900), first::toString);
            assertTrue(first.stream().allMatch(pause -> pause <= 1001), first::toString);
            Random same = new Random(7);
            long begin = Loop.current().time();
            long sum = 0;
            for (int i = 0; i < 199; i++) sum += same.nextLong(1_000_000_001);
            assertThrows(IOException.class, () -> retry.random(new Random(7)).call(this::failing));
            assertEquals(sum, Loop.current().time() - begin);
        });
    }

    @LoopTest
    void noAttemptBeginsAfterTheLimitOfTime(LoopCase loops) {
        loops.runVirtual(() -> {
            Retry retry = Retry.attempts(100)
                    .backOff(Duration.ofMillis(300), Duration.ofMillis(300))
                    .within(Duration.ofSeconds(1))
                    .random(LONGEST);
            long begin = Loop.current().time();
            assertSame(failure, assertThrows(IOException.class, () -> retry.call(this::failing)));
            assertEquals(List.of(300L, 300L, 300L), pauses());
            assertEquals(Duration.ofMillis(900).toNanos(), Loop.current().time() - begin);
        });
    }

    @LoopTest
    void onlyCertainFailuresAreRetried(LoopCase loops) {
        loops.runVirtual(() -> {
            Retry retry = Retry.attempts(3).on(FileNotFoundException.class);
            assertThrows(IOException.class, () -> retry.call(this::failing));
            assertEquals(1, times.size());
            assertThrows(IOException.class, () -> retry.when(e -> e == failure).call(this::failing));
            assertEquals(4, times.size());
            AssertionError error = new AssertionError("made by the test");
            List<String> calls = new ArrayList<>();
            assertSame(
                    error,
                    assertThrows(
                            AssertionError.class,
                            () -> Retry.attempts(3).run(() -> {
                                calls.add("call");
                                throw error;
                            })));
            assertEquals(1, calls.size());
        });
    }

    @LoopTest
    void whatAFailureAsksForIsWaitedToo(LoopCase loops) {
        loops.runVirtual(() -> {
            Retry retry = Retry.attempts(3)
                    .backOff(Duration.ofMillis(10), Duration.ofMillis(10))
                    .random(LONGEST)
                    .heeding(e -> times.size() == 1 ? Duration.ofSeconds(7) : null);
            assertThrows(IOException.class, () -> retry.call(this::failing));
            assertEquals(List.of(7010L, 10L), pauses());
            times.clear();
            assertThrows(
                    IOException.class, () -> retry.within(Duration.ofSeconds(7)).call(this::failing));
            assertEquals(1, times.size(), "the pause would end too late");
        });
    }

    @LoopTest
    void aTimeLimitOfAnAttemptIsAFailureAndOneRoundAllEndsIt(LoopCase loops) {
        loops.runVirtual(() -> {
            List<String> calls = new ArrayList<>();
            Retry retry = Retry.attempts(3).backOff(Duration.ZERO, Duration.ZERO);
            assertEquals(
                    "late",
                    retry.call(() -> timeout(Duration.ofSeconds(1), () -> {
                        calls.add("call");
                        if (calls.size() < 3) sleep(Duration.ofHours(1));
                        return "late";
                    })));
            assertEquals(3, calls.size());
            Retry forHours = Retry.attempts(100)
                    .backOff(Duration.ofHours(1), Duration.ofHours(1))
                    .random(LONGEST);
            long begin = Loop.current().time();
            assertThrows(
                    TimedOutException.class, () -> timeout(Duration.ofSeconds(5), () -> forHours.call(this::failing)));
            assertEquals(Duration.ofSeconds(5).toNanos(), Loop.current().time() - begin);
            assertEquals(1, times.size());
        });
    }

    @LoopTest
    void cancellationIsNeverRetried(LoopCase loops) {
        loops.runVirtual(() -> {
            List<String> calls = new ArrayList<>();
            Retry retry = Retry.attempts(5).backOff(Duration.ZERO, Duration.ZERO);
            Task<?> task = spawn(() -> retry.run(() -> {
                calls.add("call");
                currentTask().cancel("enough");
                sleep(Duration.ofSeconds(1));
            }));
            assertThrows(CancellationException.class, task::await);
            assertEquals(1, calls.size());
            Task<?> failing = spawn(() -> retry.run(() -> {
                calls.add("call");
                currentTask().cancel("enough");
                throw failure; // of its cleanup, for example
            }));
            assertThrows(CancellationException.class, failing::await);
            assertEquals(2, calls.size());
            CancelScope scope = new CancelScope();
            scope.cancel();
            scope.run(() -> retry.run(() -> calls.add("call")));
            assertEquals(2, calls.size(), "it ran in a cancelled scope");
        });
    }

    @LoopTest
    void wrongSettingsAreRefused(LoopCase loops) {
        Retry retry = Retry.attempts(1);
        assertThrows(IllegalArgumentException.class, () -> Retry.attempts(0));
        assertThrows(IllegalArgumentException.class, () -> retry.backOff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> retry.within(Duration.ofSeconds(-1)));
        assertThrows(IllegalStateException.class, () -> retry.call(() -> "outside"));
    }
}
