package dev.pirn.tck.scheduling;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.CancelScope;
import dev.pirn.Cancelled;
import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.LoopLocal;
import dev.pirn.Loops;
import dev.pirn.Runner;
import dev.pirn.tck.ForwardingDriver;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runners that are used by several threads, stopped early, built from one builder, or dropped. */
class RunnersTck {

    private static final Duration HOUR = Duration.ofHours(1);

    @LoopTest
    void aSecondThreadIsRefusedAndHarmsNothing(LoopCase loops) throws Exception {
        try (Runner runner = loops.sharedBuilder().build()) {
            CountDownLatch runs = new CountDownLatch(1);
            CountDownLatch refused = new CountDownLatch(1);
            List<Object> ends = new CopyOnWriteArrayList<>();
            Thread first = Thread.ofPlatform()
                    .start(() -> ends.add(runner.run(() -> {
                        runs.countDown();
                        return toThread(() -> refused.await(1, TimeUnit.MINUTES));
                    })));
            runs.await();
            assertThrows(IllegalStateException.class, () -> runner.run(() -> 2));
            assertThrows(IllegalStateException.class, () -> runner.loop().turn());
            assertThrows(IllegalStateException.class, () -> runner.loop().runForever());
            assertThrows(IllegalStateException.class, () -> runner.startGuest(Runnable::run, () -> 3));
            assertThrows(IllegalStateException.class, runner::close);
            refused.countDown();
            first.join();
            assertEquals(List.of(true), ends);
            assertEquals(4, runner.run(() -> 4));
        }
    }

    @LoopTest
    void ofManyThreadsAtOnceOneRunsAndTheOthersAreRefused(LoopCase loops) throws Exception {
        try (Runner runner = loops.sharedBuilder().build()) {
            for (int round = 0; round < 20; round++) {
                AtomicInteger ran = new AtomicInteger();
                List<Throwable> others = new CopyOnWriteArrayList<>();
                CountDownLatch begin = new CountDownLatch(1);
                Thread[] threads = new Thread[3];
                for (int i = 0; i < threads.length; i++) {
                    threads[i] = Thread.ofPlatform().start(() -> {
                        try {
                            begin.await();
                            ran.addAndGet(runner.run(() -> {
                                yieldNow();
                                return 1;
                            }));
                        } catch (IllegalStateException e) {
                            // refused
                        } catch (Throwable t) {
                            others.add(t);
                        }
                    });
                }
                begin.countDown();
                for (Thread thread : threads) thread.join();
                assertEquals(List.of(), others);
                assertTrue(ran.get() >= 1);
            }
        }
    }

    @LoopTest
    void aStopBeforeTheRunDoesNotCount(LoopCase loops) {
        try (Runner runner = loops.builder().build()) {
            runner.loop().stop();
            assertEquals(1, runner.run(() -> {
                yieldNow();
                return 1;
            }));
        }
    }

    @LoopTest
    void aBuilderThatIsChangedLaterChangesNothing(LoopCase loops) {
        Runner.Builder builder = loops.builder();
        try (Runner runner = builder.build()) {
            builder.debug(!loops.debug());
            assertEquals(loops.debug(), runner.loop().debug());
            assertThrows(IllegalStateException.class, builder::build); // its driver has an owner
        }
    }

    /** Tells when it was closed. */
    private static final class ClosedDriver extends ForwardingDriver {

        private final CountDownLatch closed;

        ClosedDriver(LoopCase loops, CountDownLatch closed) throws IOException {
            super(Loops.named(loops.backend()).newDriver());
            this.closed = closed;
        }

        @Override
        public void close() {
            super.close();
            closed.countDown();
        }
    }

    private static Runner.Builder builder(LoopCase loops, CountDownLatch closed) throws IOException {
        return Runner.builder()
                .driver(new ClosedDriver(loops, closed))
                .coroutines(loops.coroutines())
                .debug(loops.debug());
    }

    @LoopTest
    void closingClosesTheDriverWhateverFails(LoopCase loops) throws IOException {
        LoopLocal<AutoCloseable> bad = new LoopLocal<>(loop -> () -> {
            throw new AssertionError("it cannot be closed");
        });
        CountDownLatch closed = new CountDownLatch(1);
        Runner runner = builder(loops, closed).build();
        runner.run(() -> {
            bad.get();
        });
        assertThrows(AssertionError.class, runner::close);
        assertEquals(0, closed.getCount());
        assertThrows(LoopClosedException.class, () -> runner.run(() -> 1));
    }

    @LoopTest
    void aDroppedRunnerIsReportedAndItsDescriptorsAreClosed(LoopCase loops) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        Runner.Builder dropped = builder(loops, closed);
        List<String> logged = Logs.of("dev.pirn", () -> {
            drop(dropped);
            assertClosed(closed);
        });
        assertTrue(logged.toString().contains("dropped without being closed"), logged::toString);
    }

    private static void assertClosed(CountDownLatch closed) {
        for (int collections = 0; collections < 100; collections++) {
            System.gc();
            if (assertDoesNotThrow(() -> closed.await(100, TimeUnit.MILLISECONDS))) return;
        }
        throw new AssertionError("its driver is still open");
    }

    private static void drop(Runner.Builder builder) {
        assertEquals(1, builder.build().run(() -> 1));
    }

    @LoopTest
    void whatAnotherThreadSubmitsKeepsItsOrder(LoopCase loops) {
        List<String> log = new ArrayList<>();
        Loop loop = loops.handTurned();
        CountDownLatch submitted = new CountDownLatch(1);
        Thread.ofPlatform().start(() -> {
            loop.callSoon(() -> log.add("first"));
            loop.spawn(() -> log.add("a task"));
            loop.callSoon(() -> log.add("second"));
            loop.spawn(() -> log.add("another task"));
            submitted.countDown();
        });
        assertDoesNotThrow(() -> submitted.await());
        loops.settle(loop);
        assertEquals(List.of("first", "a task", "second", "another task"), log);
    }

    @LoopTest
    void aDeadlineChangesNothingOfAScopeThatIsOver(LoopCase loops) {
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            CancelScope cancelled = CancelScope.ofTimeout(Duration.ofSeconds(1));
            long deadline = cancelled.deadline();
            cancelled.run(() -> {
                assertThrows(Cancelled.class, () -> sleep(HOUR));
                cancelled.deadline(loop.time() + HOUR.toNanos());
                assertEquals(deadline, cancelled.deadline());
                yieldNow();
                throw new AssertionError("not reached");
            });
            assertTrue(cancelled.cancelCaught());
            CancelScope left = new CancelScope();
            left.run(() -> {});
            left.deadline(loop.time() - 1);
            assertEquals(Long.MAX_VALUE, left.deadline());
            assertFalse(left.isCancelled());
            assertEquals(0, loop.timerCount());
        });
    }
}
