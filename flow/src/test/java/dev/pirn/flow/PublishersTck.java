package dev.pirn.flow;

import static dev.pirn.Async.await;
import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.TimedOutException;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.SubmissionPublisher;
import org.jspecify.annotations.Nullable;

/** Publishers of generators and generators of publishers, on a loop. */
class PublishersTck {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Object> log = new ArrayList<>();

    private Generator<Integer> logged(int end) {
        return Generator.of(out -> {
            try {
                for (int i = 0; i < end; i++) {
                    sleep(SECOND);
                    log.add("makes " + i);
                    out.yield(i);
                }
            } finally {
                log.add("closed");
            }
        });
    }

    /** Logs each call; asks for nothing by itself. */
    private class Logging implements Subscriber<Integer> {

        @Nullable
        Subscription subscription;

        @Override
        public void onSubscribe(Subscription offered) {
            subscription = offered;
        }

        @Override
        public void onNext(Integer value) {
            log.add("gets " + value);
        }

        @Override
        public void onError(Throwable failure) {
            log.add(failure);
        }

        @Override
        public void onComplete() {
            log.add("complete");
        }

        void request(long count) {
            assert subscription != null;
            subscription.request(count);
        }

        void cancel() {
            assert subscription != null;
            subscription.cancel();
        }
    }

    @LoopTest
    void nothingRunsBeyondWhatWasRequested(LoopCase loops) {
        loops.runVirtual(() -> {
            Logging subscriber = new Logging();
            Publishers.of(Loop.current(), () -> logged(3)).subscribe(subscriber);
            sleep(HOUR);
            assertEquals(List.of(), log);
            subscriber.request(2);
            sleep(HOUR);
            assertEquals(List.of("makes 0", "gets 0", "makes 1", "gets 1"), log);
            subscriber.request(5);
            sleep(HOUR);
        });
        assertEquals(List.of("makes 0", "gets 0", "makes 1", "gets 1", "makes 2", "gets 2", "closed", "complete"), log);
    }

    @LoopTest
    void eachSubscriberGetsAGeneratorOfItsOwn(LoopCase loops) {
        loops.runVirtual(() -> {
            Publisher<Integer> publisher = Publishers.of(Loop.current(), () -> logged(2));
            List<Integer> first = Publishers.generator(publisher).stream().toList();
            List<Integer> second = Publishers.generator(publisher).stream().toList();
            assertEquals(List.of(0, 1), first);
            assertEquals(first, second);
        });
    }

    @LoopTest
    void cancellingClosesTheGenerator(LoopCase loops) {
        loops.runVirtual(() -> {
            Logging subscriber = new Logging();
            Publishers.of(Loop.current(), () -> logged(100)).subscribe(subscriber);
            subscriber.request(1);
            sleep(HOUR);
            subscriber.cancel();
            yieldNow();
            yieldNow();
            assertEquals(List.of("makes 0", "gets 0", "closed"), log);
        });
        assertEquals(3, log.size());
    }

    @LoopTest
    void cancellingWhileTheGeneratorAwaitsDropsItsValue(LoopCase loops) {
        loops.runVirtual(() -> {
            Logging subscriber = new Logging();
            Publishers.of(Loop.current(), () -> logged(100)).subscribe(subscriber);
            subscriber.request(10);
            sleep(Duration.ofMillis(1500));
            subscriber.cancel();
            sleep(HOUR);
        });
        assertEquals(List.of("makes 0", "gets 0", "makes 1", "closed"), log);
    }

    @LoopTest
    void theEndOfTheRunFailsTheSubscription(LoopCase loops) {
        loops.runVirtual(() -> {
            Logging subscriber = new Logging();
            Publishers.of(Loop.current(), () -> logged(100)).subscribe(subscriber);
            subscriber.request(1);
            sleep(HOUR);
        });
        assertEquals(4, log.size(), log::toString);
        assertEquals("closed", log.get(2));
        assertTrue(log.get(3) instanceof CancellationException, log::toString);
    }

    @LoopTest
    void whatTheGeneratorFailsWithIsTheError(LoopCase loops) {
        IllegalArgumentException broken = new IllegalArgumentException("broken");
        loops.runVirtual(() -> {
            Logging subscriber = new Logging();
            Publishers.<Integer>of(
                            Loop.current(),
                            () -> Generator.of(out -> {
                                out.yield(1);
                                throw broken;
                            }))
                    .subscribe(subscriber);
            subscriber.request(10);
            sleep(SECOND);
        });
        assertEquals(List.of("gets 1", broken), log);
    }

    @LoopTest
    void aSubscriberThatThrowsIsReported(LoopCase loops) {
        loops.expectReports(1);
        loops.runVirtual(() -> {
            Logging failing = new Logging() {
                @Override
                public void onNext(Integer value) {
                    throw new IllegalArgumentException("cannot take " + value);
                }
            };
            Publishers.of(Loop.current(), () -> logged(100)).subscribe(failing);
            failing.request(10);
            sleep(HOUR);
            assertEquals(List.of("makes 0", "closed"), log);
        });
        assertEquals(2, log.size());
    }

    @LoopTest
    void theSubscriberMayAwait(LoopCase loops) {
        loops.runVirtual(() -> {
            Task<?> main = currentTask();
            Logging slow = new Logging() {
                @Override
                public void onNext(Integer value) {
                    assertNotSame(main, currentTask());
                    sleep(HOUR);
                    super.onNext(value);
                }
            };
            Publishers.of(Loop.current(), () -> logged(2)).subscribe(slow);
            slow.request(10);
            sleep(HOUR.multipliedBy(3));
        });
        assertEquals(List.of("makes 0", "gets 0", "makes 1", "gets 1", "closed", "complete"), log);
    }

    // the other way

    @LoopTest
    void aPullSuspendsUntilAValueCame(LoopCase loops) {
        loops.runVirtual(() -> {
            Generator<Integer> generator = Publishers.generator(Publishers.of(Loop.current(), () -> logged(3)), 1);
            Task<?> other = spawn(() -> {
                for (int i = 0; i < 2; i++) {
                    sleep(Duration.ofMillis(1400));
                    log.add("other");
                }
            });
            for (int value : generator) log.add("value " + value);
            await(other);
        });
        assertEquals(
                List.of("makes 0", "value 0", "other", "makes 1", "value 1", "other", "makes 2", "value 2", "closed"),
                log);
    }

    @LoopTest
    void valuesComeFromOtherThreads(LoopCase loops) {
        loops.run(() -> {
            SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>();
            Generator<Integer> generator = Publishers.generator(publisher, 8);
            Thread.ofPlatform().start(() -> {
                try (publisher) {
                    while (publisher.getNumberOfSubscribers() == 0) Thread.onSpinWait();
                    for (int i = 0; i < 1000; i++) publisher.submit(i);
                }
            });
            int expected = 0;
            for (int value : generator) assertEquals(expected++, value);
            assertEquals(1000, expected);
        });
    }

    @LoopTest
    void aCancelledPullCancelsTheSubscription(LoopCase loops) {
        boolean[] cancelled = {false};
        loops.runVirtual(() -> {
            Generator<Integer> generator =
                    Publishers.generator(subscriber -> subscriber.onSubscribe(new Subscription() {
                        @Override
                        public void request(long count) {}

                        @Override
                        public void cancel() {
                            cancelled[0] = true;
                        }
                    }));
            assertThrows(TimedOutException.class, () -> timeout(SECOND, generator::next));
            assertTrue(cancelled[0]);
            assertFalse(generator.hasNext());
        });
    }
}
