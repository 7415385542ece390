package dev.pirn.sync;

import java.util.Comparator;

/**
 * A queue that hands out the least item, and among equal ones the one that came first. A task that waits chooses when
 * it runs, not when something is put in.
 *
 * @param <T> the type of the items, which are not null
 */
public final class PriorityQueue<T> extends Queue<T> {

    /**
     * Creates a queue without limit.
     *
     * @param order which item comes first, for example {@link Comparator#naturalOrder}
     */
    public PriorityQueue(Comparator<? super T> order) {
        this(order, Integer.MAX_VALUE);
    }

    /**
     * Creates a queue.
     *
     * @param order which item comes first
     * @param capacity how many items it holds at most, at least one
     */
    public PriorityQueue(Comparator<? super T> order, int capacity) {
        super(capacity, new ItemOrder.Heap<>(order), true);
    }
}
