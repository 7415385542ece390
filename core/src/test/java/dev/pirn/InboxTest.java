package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Inbox.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The inbox in one thread over several of its arrays, and with many producers that run freely. */
class InboxTest {

    private static final int PRODUCERS = 4;
    private static final int EACH = 100_000;

    @Test
    void keepsTheOrderOverManyArrays() {
        Inbox inbox = new Inbox();
        List<Runnable> entries = entries(5 * Inbox.Chunk.SIZE + 3);
        entries.forEach(inbox::offer);
        ReadyQueue queue = new ReadyQueue();
        assertEquals(entries.size(), inbox.moveTo(queue, Integer.MAX_VALUE));
        for (Runnable entry : entries) assertEquals(entry, queue.poll());
        assertTrue(inbox.isEmpty());
    }

    @Test
    void movesAsManyAsAreWanted() {
        Inbox inbox = new Inbox(Inbox.Chunk.SIZE - 2);
        List<Runnable> entries = entries(5);
        entries.forEach(inbox::offer);
        ReadyQueue queue = new ReadyQueue();
        assertEquals(3, inbox.moveTo(queue, 3));
        assertFalse(inbox.isEmpty());
        assertFalse(inbox.sleep());
        assertEquals(2, inbox.moveTo(queue, 3));
        for (Runnable entry : entries) assertEquals(entry, queue.poll());
    }

    @Test
    void tellsAnEntryThatItWasTaken() {
        Inbox inbox = new Inbox();
        AtomicInteger told = new AtomicInteger();
        inbox.offer(new Ready() {
            @Override
            void step() {}

            @Override
            void taken() {
                told.incrementAndGet();
            }
        });
        assertEquals(0, told.get());
        inbox.moveTo(new ReadyQueue(), 1);
        assertEquals(1, told.get());
    }

    @Test
    void wakesOnceASleep() {
        Inbox inbox = new Inbox(Inbox.Chunk.SIZE - 1);
        for (int sleep = 0; sleep < 2; sleep++) {
            assertTrue(inbox.sleep());
            assertEquals(Offer.WAKE, inbox.offer(entry()));
            assertEquals(Offer.TAKEN, inbox.offer(entry()));
            assertFalse(inbox.sleep());
            assertEquals(2, inbox.moveTo(new ReadyQueue(), 2));
        }
        assertTrue(inbox.sleep());
        inbox.awake();
        assertEquals(Offer.TAKEN, inbox.offer(entry()));
    }

    @Test
    void closedItRefusesAndHandsOutWhatIsLeft() {
        Inbox inbox = new Inbox(Inbox.Chunk.SIZE - 1);
        List<Runnable> entries = entries(2);
        entries.forEach(inbox::offer);
        inbox.close();
        assertEquals(Offer.CLOSED, inbox.offer(entry()));
        for (Runnable entry : entries) assertEquals(entry, inbox.takeLast());
        assertNull(inbox.takeLast());
    }

    /** Forbids what a burst must not leave behind: arrays that are kept, or entries in those that are. */
    @Test
    void keepsNothingThatWasTaken() {
        Inbox inbox = new Inbox();
        Inbox.Chunk before = inbox.last;
        entries(3 * Inbox.Chunk.SIZE + 1).forEach(inbox::offer);
        inbox.moveTo(new ReadyQueue(), Integer.MAX_VALUE);
        assertEquals(before, before.next, "linked to itself only");
        assertNull(inbox.last.next);
        for (Object place : inbox.last.places) assertNull(place);
    }

    /** Forbids lost entries and lost wake-ups: the consumer sleeps without a limit, as a loop does. */
    @Test
    @Timeout(60)
    void losesNothingUnderManyProducers() throws InterruptedException {
        Inbox inbox = new Inbox();
        Thread consumer = Thread.currentThread();
        List<Thread> producers = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            int mine = i;
            producers.add(Thread.ofPlatform().start(() -> produce(inbox, mine, consumer)));
        }
        int[] seen = new int[PRODUCERS];
        for (int left = PRODUCERS * EACH; left > 0; ) left -= consume(inbox, seen);
        for (Thread producer : producers) producer.join();
        for (int count : seen) assertEquals(EACH, count);
        assertTrue(inbox.isEmpty());
    }

    private static void produce(Inbox inbox, int producer, Thread consumer) {
        for (int i = 0; i < EACH; i++) {
            if (inbox.offer(new Numbered(producer, i)) == Offer.WAKE) LockSupport.unpark(consumer);
        }
    }

    private static int consume(Inbox inbox, int[] seen) {
        ReadyQueue queue = new ReadyQueue();
        int taken = inbox.moveTo(queue, Inbox.Chunk.SIZE);
        while (!queue.isEmpty()) {
            Numbered entry = (Numbered) queue.poll();
            assertEquals(seen[entry.producer]++, entry.number);
        }
        if (taken == 0 && inbox.sleep()) {
            while (inbox.isSleeping()) LockSupport.park();
        }
        return taken;
    }

    private record Numbered(int producer, int number) implements Runnable {
        @Override
        public void run() {}
    }

    private static List<Runnable> entries(int count) {
        List<Runnable> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) entries.add(new Numbered(0, i));
        return entries;
    }

    private static Runnable entry() {
        return new Numbered(0, 0);
    }
}
