package dev.pirn.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/** What two threads touch here, under every interleaving that the model checker finds. */
class FlowLincheckTest {

    private static final int INVOCATIONS = 500;

    /** Forbids that both sides run at once, that a turn is lost, and that what one wrote is not seen by the other. */
    @Test
    void theHandOffGivesTheTurnToAndFro() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            int[] shared = {0};
            AtomicReference<Thread> body = new AtomicReference<>();
            AtomicReference<ThreadStrand> self = new AtomicReference<>();
            ThreadStrand strand = new ThreadStrand(
                    () -> {
                        shared[0] = shared[0] * 10 + 2;
                        self.get().leave();
                        shared[0] = shared[0] * 10 + 4;
                    },
                    run -> {
                        Thread thread = new Thread(run);
                        body.set(thread);
                        thread.start();
                    });
            self.set(strand);
            shared[0] = 1;
            strand.enter();
            shared[0] = shared[0] * 10 + 3;
            strand.enter();
            assertEquals(1234, shared[0]);
            assertFalse(strand.isCurrent());
            join(body.get());
        });
    }

    /** Forbids that a request is lost, and that nobody wakes the taker who found nothing. */
    @Test
    void everyRequestIsCountedAndTheTakerIsWoken() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Demand demand = new Demand();
            AtomicInteger wakeUps = new AtomicInteger();
            Thread first = new Thread(() -> add(demand, 1, wakeUps));
            Thread second = new Thread(() -> add(demand, 2, wakeUps));
            first.start();
            second.start();
            int taken = demand.take() ? 1 : 0;
            boolean wanting = demand.isWanting();
            int before = wakeUps.get();
            join(first);
            join(second);
            if (wanting && taken == 0) assertTrue(wakeUps.get() >= 1, "woken " + before + ", then " + wakeUps);
            while (demand.take()) taken++;
            assertEquals(3, taken);
            assertTrue(demand.isWanting());
        });
    }

    /** Forbids a value after the cancellation, and a request that undoes it. */
    @Test
    void aCancellationIsForEver() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Demand demand = new Demand();
            AtomicInteger wakeUps = new AtomicInteger();
            Thread requester = new Thread(() -> add(demand, Long.MAX_VALUE, wakeUps));
            requester.start();
            assertTrue(demand.cancel());
            assertFalse(demand.take());
            join(requester);
            assertTrue(demand.isCancelled());
            assertFalse(demand.take());
            assertFalse(demand.isWanting());
            assertFalse(demand.cancel());
        });
    }

    private static void add(Demand demand, long count, AtomicInteger wakeUps) {
        if (demand.add(count)) wakeUps.incrementAndGet();
    }

    /** Forbids that the taker goes to sleep over a value or over the end, and that one overtakes the other. */
    @Test
    void theTakerSleepsOverNothing() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            FlowSubscriber<Integer> reception = new FlowSubscriber<>(4);
            Thread publisher = new Thread(() -> {
                reception.onSubscribe(new Nothing());
                reception.onNext(1);
                reception.onNext(2);
                reception.onComplete();
            });
            publisher.start();
            List<Integer> seen = new ArrayList<>();
            while (awaitOf(reception)) seen.add(reception.take());
            assertEquals(List.of(1, 2), seen);
            join(publisher);
        });
    }

    /** Forbids a subscription that is cancelled by nobody, when the taker leaves as it arrives. */
    @Test
    void aSubscriptionThatComesLateIsCancelled() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            FlowSubscriber<Integer> reception = new FlowSubscriber<>(4);
            Nothing subscription = new Nothing();
            Thread publisher = new Thread(() -> reception.onSubscribe(subscription));
            publisher.start();
            reception.cancel();
            join(publisher);
            assertTrue(subscription.cancelled);
        });
    }

    private static final class Nothing implements Subscription {
        private volatile boolean cancelled;

        @Override
        public void request(long count) {}

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private static boolean awaitOf(FlowSubscriber<Integer> reception) {
        try {
            return reception.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
