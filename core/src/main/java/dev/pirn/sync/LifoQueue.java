package dev.pirn.sync;

/**
 * A queue that hands out the item that came last. A task that waits chooses when it runs, not when something is put in.
 *
 * @param <T> the type of the items, which are not null
 */
public final class LifoQueue<T> extends Queue<T> {

    /** Creates a queue without limit. */
    public LifoQueue() {
        this(Integer.MAX_VALUE);
    }

    /**
     * Creates a queue.
     *
     * @param capacity how many items it holds at most, at least one
     */
    public LifoQueue(int capacity) {
        super(capacity, new ItemOrder.Line<>(true), true);
    }
}
