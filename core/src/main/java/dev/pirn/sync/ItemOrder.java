package dev.pirn.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The items in a queue, and which is the next.
 *
 * @param <T> the type of the items
 */
interface ItemOrder<T> {

    void add(T item);

    /** Takes the next one out; there is one. */
    T next();

    int size();

    /** Drops all but those that would be taken first. */
    void keep(int count);

    /** First in, first out; or last in, first out. */
    record Line<T>(ArrayDeque<T> items, boolean lastFirst) implements ItemOrder<T> {

        Line(boolean lastFirst) {
            this(new ArrayDeque<>(), lastFirst);
        }

        @Override
        public void add(T item) {
            if (lastFirst) items.addFirst(item);
            else items.addLast(item);
        }

        @Override
        public T next() {
            return items.removeFirst();
        }

        @Override
        public int size() {
            return items.size();
        }

        @Override
        public void keep(int count) {
            while (items.size() > count) items.removeLast();
        }
    }

    /** The least first, and among equals the one that came first. */
    final class Heap<T> implements ItemOrder<T> {

        private final java.util.PriorityQueue<Entry<T>> entries;
        private long added;

        Heap(Comparator<? super T> order) {
            Objects.requireNonNull(order, "order");
            Comparator<Entry<T>> byItem = (a, b) -> order.compare(a.item, b.item);
            this.entries = new java.util.PriorityQueue<>(byItem.thenComparingLong(Entry::number));
        }

        private record Entry<T>(T item, long number) {}

        @Override
        public void add(T item) {
            entries.add(new Entry<>(item, added++));
        }

        @Override
        public T next() {
            return entries.remove().item;
        }

        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public void keep(int count) {
            List<Entry<T>> kept = new ArrayList<>(count);
            while (kept.size() < count) kept.add(entries.remove());
            entries.clear();
            entries.addAll(kept);
        }
    }
}
