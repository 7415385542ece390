package dev.pirn;

import dev.pirn.watch.QueueView;
import org.jspecify.annotations.Nullable;

/** Run: what runs next, first in, first out: a ring that grows. An entry is a {@link Ready}, or a
 * {@link Runnable} that other threads submitted bare. Confined to the loop. */
final class ReadyQueue implements QueueView {

    private static final int INITIAL = 256;

    @Nullable
    Object[] ring = new Object[INITIAL];

    int head;
    int size;

    @Override
    public int size() {
        return size;
    }

    /** {@return a number that changes when an entry is taken} From any thread, for readers that accept an old value. */
    int mark() {
        return head;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(Object entry) {
        if (size == ring.length) resize(size * 2);
        ring[(head + size++) & (ring.length - 1)] = entry;
    }

    /** Makes room for one more, which can be added then without anything that may fail. */
    void makeRoom() {
        if (size == ring.length) resize(size * 2);
    }

    /** Adds a part of an array, in its order. */
    void addAll(@Nullable Object[] entries, int from, int count) {
        while (size + count > ring.length) resize(ring.length * 2);
        int end = (head + size) & (ring.length - 1);
        int first = Math.min(count, ring.length - end);
        System.arraycopy(entries, from, ring, end, first);
        System.arraycopy(entries, from + first, ring, 0, count - first);
        size += count;
    }

    /** {@return the entry at an index counted from the oldest} */
    @Override
    public @Nullable Object peek(int index) {
        return ring[(head + index) & (ring.length - 1)];
    }

    /** Takes the oldest entry; there must be one. */
    Object poll() {
        Object entry = ring[head];
        assert entry != null;
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return entry;
    }

    /** Takes the entry at an index counted from the oldest, which moves to its place. */
    Object poll(int index) {
        int at = (head + index) & (ring.length - 1);
        @Nullable Object chosen = ring[at];
        ring[at] = ring[head];
        ring[head] = chosen;
        return poll();
    }

    /** Gives memory back after a burst. */
    void trim() {
        if (size == 0 && ring.length > INITIAL * 64) resize(INITIAL);
    }

    private void resize(int length) {
        @Nullable Object[] bigger = new Object[length];
        int first = Math.min(size, ring.length - head);
        System.arraycopy(ring, head, bigger, 0, first);
        System.arraycopy(ring, 0, bigger, first, size - first);
        ring = bigger;
        head = 0;
    }
}
