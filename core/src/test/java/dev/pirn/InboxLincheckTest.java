package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Inbox.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/** The inbox under every interleaving that the model checker finds for a few threads. */
class InboxLincheckTest {

    private static final int INVOCATIONS = 1_000;

    /**
     * Forbids the lost wake-up: producer publishes, loop falls asleep over the entry, nobody wakes it. Either the loop cannot
     * fall asleep, or exactly one producer is told to wake it.
     */
    @Test
    void aSleepingLoopIsWokenExactlyOnce() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Inbox inbox = new Inbox();
            AtomicInteger wakeUps = new AtomicInteger();
            Thread first = new Thread(() -> offer(inbox, new Entry(1), wakeUps));
            Thread second = new Thread(() -> offer(inbox, new Entry(2), wakeUps));
            first.start();
            second.start();
            List<Integer> seen = new ArrayList<>();
            boolean slept = inbox.sleep();
            take(inbox, seen);
            inbox.awake();
            join(first);
            join(second);
            take(inbox, seen);
            seen.sort(null);
            assertEquals(List.of(1, 2), seen);
            assertTrue(wakeUps.get() <= (slept ? 1 : 0), "woken " + wakeUps + " times");
        });
    }

    /** Forbids a sleep that no producer ends: what arrives after the mark was set must say WAKE. */
    @Test
    void anEntryThatArrivesInSleepWakes() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Inbox inbox = new Inbox();
            AtomicInteger wakeUps = new AtomicInteger();
            Thread producer = new Thread(() -> offer(inbox, new Entry(1), wakeUps));
            producer.start();
            boolean slept = inbox.sleep();
            join(producer);
            assertEquals(slept ? 1 : 0, wakeUps.get());
            assertEquals(false, inbox.isEmpty());
        });
    }

    /** Forbids an entry that is neither refused nor handed over when the loop closes. */
    @Test
    void closingLosesNothing() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Inbox inbox = new Inbox();
            AtomicInteger refused = new AtomicInteger();
            Thread producer = new Thread(() -> {
                if (inbox.offer(new Entry(1)) == Offer.CLOSED) refused.incrementAndGet();
            });
            producer.start();
            int left = 0;
            inbox.close();
            while (inbox.take() != null) left++;
            join(producer);
            assertEquals(1, left + refused.get());
        });
    }

    /** Forbids that closing loses what was taken off the stack before and not handed out, or mixes it up with the rest. */
    @Test
    void closingKeepsWhatWasTakenBefore() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Inbox inbox = new Inbox();
            inbox.offer(new Entry(1));
            inbox.offer(new Entry(2));
            Thread producer = new Thread(() -> inbox.offer(new Entry(3)));
            Ready first = Objects.requireNonNull(inbox.take());
            producer.start();
            assertEquals(false, inbox.sleep());
            assertEquals(false, inbox.isEmpty());
            inbox.close();
            List<Integer> seen = new ArrayList<>(List.of(((Entry) first).number));
            take(inbox, seen);
            join(producer);
            assertTrue(seen.equals(List.of(1, 2)) || seen.equals(List.of(1, 2, 3)), () -> "taken: " + seen);
            assertEquals(Offer.CLOSED, inbox.offer(new Entry(4)));
            assertEquals(true, inbox.isEmpty());
        });
    }

    /** Forbids that two entries of one thread change places. */
    @Test
    void theOrderOfAProducerIsKept() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Inbox inbox = new Inbox();
            Thread producer = new Thread(() -> {
                inbox.offer(new Entry(1));
                inbox.offer(new Entry(2));
            });
            producer.start();
            List<Integer> seen = new ArrayList<>();
            take(inbox, seen);
            join(producer);
            take(inbox, seen);
            assertEquals(List.of(1, 2), seen);
        });
    }

    private static void offer(Inbox inbox, Entry entry, AtomicInteger wakeUps) {
        if (inbox.offer(entry) == Offer.WAKE) wakeUps.incrementAndGet();
    }

    private static void take(Inbox inbox, List<Integer> seen) {
        for (Ready entry; (entry = inbox.take()) != null; ) seen.add(((Entry) entry).number);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Entry extends Ready {
        private final int number;

        Entry(int number) {
            this.number = number;
        }

        @Override
        void step() {}
    }
}
