package dev.pirn.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.LimitExceededException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.SubmissionPublisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Generators of publishers on ordinary threads, on both kinds of stacks. */
@ParameterizedClass
@ValueSource(strings = {"continuation", "thread"})
class PublishersTest {

    @Parameter
    String stacks = "";

    @BeforeEach
    void force() {
        Forced.stacks(stacks);
    }

    @AfterEach
    void leave() {
        Forced.none();
    }

    /** Sends what it is told to, whenever it is told to, and remembers what was asked of it. */
    private static final class ByHand implements Publisher<Integer>, Subscription {

        private final List<Long> requests = new ArrayList<>();
        private @Nullable Subscriber<? super Integer> subscriber;
        private boolean cancelled;
        private int next;

        @Override
        public void subscribe(Subscriber<? super Integer> newSubscriber) {
            subscriber = newSubscriber;
            newSubscriber.onSubscribe(this);
        }

        @Override
        public void request(long count) {
            requests.add(count);
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        void send(int count) {
            for (int i = 0; i < count; i++) told().onNext(next++);
        }

        Subscriber<? super Integer> told() {
            assert subscriber != null;
            return subscriber;
        }
    }

    @Test
    void blocksUntilAValueCameFromAnotherThread() {
        SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>();
        Generator<Integer> generator = Publishers.generator(publisher);
        assertEquals(0, publisher.getNumberOfSubscribers());
        Thread.ofPlatform().start(() -> {
            try (publisher) {
                while (publisher.getNumberOfSubscribers() == 0) Thread.onSpinWait();
                for (int i = 0; i < 10_000; i++) publisher.submit(i);
            }
        });
        int expected = 0;
        for (int value : generator) assertEquals(expected++, value);
        assertEquals(10_000, expected);
    }

    @Test
    void requestsInBatches() {
        ByHand publisher = new ByHand();
        Generator<Integer> generator = Publishers.generator(
                subscriber -> {
                    publisher.subscribe(subscriber);
                    publisher.send(10);
                },
                10);
        for (int i = 0; i < 4; i++) assertEquals(i, generator.next());
        assertEquals(List.of(10L), publisher.requests);
        assertEquals(4, generator.next());
        assertEquals(List.of(10L, 5L), publisher.requests);
        for (int i = 5; i < 10; i++) assertEquals(i, generator.next());
        assertEquals(List.of(10L, 5L, 5L), publisher.requests);
        publisher.send(1);
        publisher.told().onComplete();
        assertEquals(10, generator.next());
        assertFalse(generator.hasNext());
    }

    @Test
    void whatCameBeforeAFailureIsGivenFirst() {
        IOException broken = new IOException("broken");
        Generator<Integer> generator = Publishers.generator(subscriber -> {
            ByHand publisher = new ByHand();
            publisher.subscribe(subscriber);
            publisher.send(2);
            publisher.told().onError(broken);
        });
        assertEquals(0, generator.next());
        assertEquals(1, generator.next());
        assertSame(
                broken, assertThrows(CompletionException.class, generator::next).getCause());
        assertFalse(generator.hasNext());
    }

    @Test
    void anUncheckedFailureIsThrownAsItIs() {
        RuntimeException broken = new IllegalArgumentException("broken");
        Generator<Integer> generator = Publishers.generator(subscriber -> {
            new ByHand().subscribe(subscriber);
            subscriber.onError(broken);
        });
        assertSame(broken, assertThrows(IllegalArgumentException.class, generator::next));
    }

    @Test
    void closingCancels() {
        ByHand publisher = new ByHand();
        Generator<Integer> generator = Publishers.generator(
                subscriber -> {
                    publisher.subscribe(subscriber);
                    publisher.send(3);
                },
                4);
        assertEquals(0, generator.next());
        assertFalse(publisher.cancelled);
        generator.close();
        assertTrue(publisher.cancelled);
        publisher.send(1); // may still come, and is dropped
    }

    @Test
    void oneThatWasNeverPulledNeverSubscribes() {
        ByHand publisher = new ByHand();
        Publishers.generator(publisher, 4).close();
        assertEquals(List.of(), publisher.requests);
    }

    @Test
    void moreThanWasRequestedIsAFailure() {
        ByHand publisher = new ByHand();
        Generator<Integer> generator = Publishers.generator(
                subscriber -> {
                    publisher.subscribe(subscriber);
                    publisher.send(3);
                },
                2);
        assertEquals(0, generator.next());
        assertEquals(1, generator.next());
        Throwable cause =
                assertThrows(CompletionException.class, generator::next).getCause();
        assertInstanceOf(LimitExceededException.class, cause);
        assertTrue(publisher.cancelled);
    }

    @Test
    void aBufferIsPositive() {
        assertThrows(IllegalArgumentException.class, () -> Publishers.generator(new ByHand(), 0));
    }

    @Test
    void anInterruptEndsTheWaitAndTheSubscription() {
        ByHand publisher = new ByHand();
        Thread puller = Thread.currentThread();
        Generator<Integer> generator = Publishers.generator(publisher, 4);
        Thread.ofPlatform().start(puller::interrupt);
        Throwable cause =
                assertThrows(CompletionException.class, generator::next).getCause();
        assertInstanceOf(InterruptedException.class, cause);
        assertTrue(publisher.cancelled);
        assertFalse(Thread.interrupted());
    }
}
