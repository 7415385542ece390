package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadyQueueTest {

    private static final class Entry extends Ready {
        @Override
        void step() {}
    }

    @Test
    void behavesLikeADequeWhileItGrowsAndWraps() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        ReadyQueue queue = new ReadyQueue();
        ArrayDeque<Entry> model = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++) {
            boolean grow = random.nextInt(1000) < (i < 50_000 ? 600 : 400);
            if (grow || model.isEmpty()) {
                Entry entry = new Entry();
                queue.add(entry);
                model.add(entry);
            } else {
                assertSame(model.remove(), queue.poll(), "seed " + seed);
            }
        }
        while (!model.isEmpty()) assertSame(model.remove(), queue.poll(), "seed " + seed);
        queue.trim();
        assertTrue(queue.isEmpty());
    }

    @Test
    void anEntryOutOfTheMiddleComesOnce() {
        ReadyQueue queue = new ReadyQueue();
        Entry first = new Entry();
        Entry second = new Entry();
        Entry third = new Entry();
        queue.add(first);
        queue.add(second);
        queue.add(third);
        assertSame(third, queue.poll(2));
        assertSame(second, queue.poll());
        assertSame(first, queue.poll());
        assertTrue(queue.isEmpty());
    }
}
