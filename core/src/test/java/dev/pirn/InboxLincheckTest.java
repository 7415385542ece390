package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Inbox.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The inbox under every interleaving that the model checker finds for a few threads. */
class InboxLincheckTest {

    private static final int INVOCATIONS = 1_000;

    /** The last places of an array: where the next one is made and taken over. */
    private static final int LAST = Inbox.Chunk.SIZE - 1;

    private static final int LAST_BUT_ONE = LAST - 1;

    /**
     * Forbids the lost wake-up: producer publishes, loop falls asleep over the entry, nobody wakes it. Either the loop
     * cannot fall asleep, or exactly one producer is told to wake it.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, LAST_BUT_ONE, LAST})
    void aSleepingLoopIsWokenExactlyOnce(int place) {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Inbox inbox = new Inbox(place);
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
    @ParameterizedTest
    @ValueSource(ints = {0, LAST_BUT_ONE, LAST})
    void anEntryThatArrivesInSleepWakes(int place) {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Inbox inbox = new Inbox(place);
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
    @ParameterizedTest
    @ValueSource(ints = {0, LAST_BUT_ONE, LAST})
    void closingLosesNothing(int place) {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Inbox inbox = new Inbox(place);
            AtomicInteger refused = new AtomicInteger();
            Thread producer = new Thread(() -> {
                if (inbox.offer(new Entry(1)) == Offer.CLOSED) refused.incrementAndGet();
            });
            producer.start();
            int left = 0;
            inbox.close();
            while (inbox.takeLast() != null) left++;
            join(producer);
            assertEquals(1, left + refused.get());
        });
    }

    /** Forbids that closing loses what was there before, or mixes it up with what comes at the same time. */
    @ParameterizedTest
    @ValueSource(ints = {0, LAST_BUT_ONE, LAST})
    void closingKeepsWhatWasThereBefore(int place) {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Inbox inbox = new Inbox(place);
            inbox.offer(new Entry(1));
            inbox.offer(new Entry(2));
            Thread producer = new Thread(() -> inbox.offer(new Entry(3)));
            List<Integer> seen = new ArrayList<>();
            take(inbox, seen, 1);
            producer.start();
            assertEquals(false, inbox.sleep());
            assertEquals(false, inbox.isEmpty());
            inbox.close();
            for (Object entry; (entry = inbox.takeLast()) != null; ) seen.add(((Entry) entry).number);
            join(producer);
            assertTrue(seen.equals(List.of(1, 2)) || seen.equals(List.of(1, 2, 3)), () -> "taken: " + seen);
            assertEquals(Offer.CLOSED, inbox.offer(new Entry(4)));
            assertEquals(true, inbox.isEmpty());
        });
    }

    /** Forbids that two producers that reach the end of an array together lose an entry or use one place twice. */
    @ParameterizedTest
    @ValueSource(ints = {LAST_BUT_ONE, LAST})
    void producersGoOnToTheNextArrayTogether(int place) {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Inbox inbox = new Inbox(place);
            Thread first = new Thread(() -> offerBoth(inbox, 1, 2));
            Thread second = new Thread(() -> offerBoth(inbox, 3, 4));
            first.start();
            second.start();
            List<Integer> seen = new ArrayList<>();
            take(inbox, seen, 4);
            join(first);
            join(second);
            take(inbox, seen, 4);
            assertEquals(List.of(1, 2), seen.stream().filter(n -> n <= 2).toList());
            assertEquals(List.of(3, 4), seen.stream().filter(n -> n > 2).toList());
            assertEquals(true, inbox.isEmpty());
        });
    }

    private static void offerBoth(Inbox inbox, int one, int two) {
        inbox.offer(new Entry(one));
        inbox.offer(new Entry(two));
    }

    /** Forbids that two entries of one thread change places. */
    @ParameterizedTest
    @ValueSource(ints = {0, LAST_BUT_ONE, LAST})
    void theOrderOfAProducerIsKept(int place) {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Inbox inbox = new Inbox(place);
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
        take(inbox, seen, 10);
    }

    private static void take(Inbox inbox, List<Integer> seen, int most) {
        ReadyQueue queue = new ReadyQueue();
        inbox.moveTo(queue, most);
        while (!queue.isEmpty()) seen.add(((Entry) queue.poll()).number);
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
