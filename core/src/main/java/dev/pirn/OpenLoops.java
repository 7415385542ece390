package dev.pirn;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Run: the open loops of this JVM, by their numbers. One that was dropped unclosed is forgotten. From any thread. */
final class OpenLoops {

    private static final AtomicInteger MADE = new AtomicInteger();
    private static final ConcurrentSkipListMap<Integer, Entry> OPEN = new ConcurrentSkipListMap<>();
    private static final ReferenceQueue<RunLoop> DROPPED = new ReferenceQueue<>();

    private OpenLoops() {}

    private static final class Entry extends WeakReference<RunLoop> {
        private final int id;

        Entry(RunLoop loop) {
            super(loop, DROPPED);
            this.id = loop.id;
        }
    }

    static int nextId() {
        return MADE.incrementAndGet();
    }

    static void add(RunLoop loop) {
        for (Reference<?> gone; (gone = DROPPED.poll()) != null; ) OPEN.remove(((Entry) gone).id);
        OPEN.put(loop.id, new Entry(loop));
    }

    static void remove(RunLoop loop) {
        OPEN.remove(loop.id);
    }

    static List<RunLoop> all() {
        List<RunLoop> all = new ArrayList<>();
        for (Entry entry : OPEN.values()) {
            RunLoop loop = entry.get();
            if (loop != null) all.add(loop);
        }
        return all;
    }
}
