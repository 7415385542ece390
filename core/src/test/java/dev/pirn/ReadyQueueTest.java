package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Arrays;
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
    void partsOfArraysComeInTheirOrderWhileItGrowsAndWraps() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        ReadyQueue queue = new ReadyQueue();
        ArrayDeque<Object> model = new ArrayDeque<>();
        for (int round = 0; round < 2_000; round++) {
            Object[] entries = new Object[random.nextInt(700)];
            Arrays.setAll(entries, _ -> new Entry());
            int from = random.nextInt(entries.length + 1);
            int count = random.nextInt(entries.length - from + 1);
            queue.addAll(entries, from, count);
            model.addAll(Arrays.asList(entries).subList(from, from + count));
            for (int left = random.nextInt(model.size() + 1); left > 0; left--)
                assertSame(model.remove(), queue.poll(), "seed " + seed);
        }
        assertEquals(model.size(), queue.size(), "seed " + seed);
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
