package dev.pirn.sync;

import dev.pirn.ClosedException;
import dev.pirn.WaitReason;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hands items from tasks to tasks, first in, first out: asyncio's {@code Queue}. Fair to those who put and to those who
 * get. {@linkplain dev.pirn.sync Confined} to one loop.
 *
 * <p>An ordinary {@code for} takes items out, suspending where it must, until the queue was shut down and is empty;
 * several tasks may do so at once, and each item goes to one of them.
 *
 * {@snippet file="dev/pirn/snippets/CoreSnippets.java" region="queue"}
 *
 * @param <T> the type of the items, which are not null
 */
public sealed class Queue<T> implements Iterable<T> permits PriorityQueue, LifoQueue {

    /** What a getter is given that chooses when it runs. */
    private static final Object PROMISE = new Object();

    private final Confinement home = new Confinement("queue");
    private final WaitQueue<T> putters = new WaitQueue<>(home, () -> purpose("put into "));
    private final WaitQueue<Object> getters = new WaitQueue<>(home, () -> purpose("get from "));
    private final WaitQueue<Object> joiners = new WaitQueue<>(home, () -> purpose("the end of the work of "));
    private final ItemOrder<T> store;
    private final int capacity;

    /**
     * Whether a getter that waits gets the best of what is there when it runs, not the first that is put: the order of
     * those queues would mean nothing to a task that waits. First in, first out is the same either way, but must be
     * handed over at once, or another task could overtake.
     */
    private final boolean choosesLate;

    /** How many of the store's items were promised to getters that have not run yet. */
    private int promised;

    private long unfinished;
    private boolean shut;

    /** Creates a queue without limit. */
    public Queue() {
        this(Integer.MAX_VALUE);
    }

    /**
     * Creates a queue.
     *
     * @param capacity how many items it holds at most, at least one
     */
    public Queue(int capacity) {
        this(capacity, new ItemOrder.Line<>(false), false);
    }

    Queue(int capacity, ItemOrder<T> store, boolean choosesLate) {
        if (capacity < 1) throw new IllegalArgumentException("a queue cannot have the capacity " + capacity);
        this.capacity = capacity;
        this.store = store;
        this.choosesLate = choosesLate;
    }

    // putting

    /**
     * Puts an item in; suspends while the queue is full. Cancelled while it waits, it has put nothing in.
     *
     * @param item the item
     * @throws ClosedException if the queue was shut down, or is while the task waits: the item is not in it
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    public final void put(T item) {
        Objects.requireNonNull(item, "item");
        home.enter();
        if (!offer(item) && putters.await(item, null) == null) throw isShut();
    }

    /**
     * Puts an item in if there is room. Never suspends.
     *
     * @param item the item
     * @return whether it is in
     * @throws ClosedException if the queue was shut down
     */
    public final boolean tryPut(T item) {
        Objects.requireNonNull(item, "item");
        home.touch();
        return offer(item);
    }

    /**
     * Puts an item in, which must have room. Never suspends.
     *
     * @param item the item
     * @throws IllegalStateException if the queue is full
     * @throws ClosedException if the queue was shut down
     */
    public final void putNow(T item) {
        if (!tryPut(item)) throw new IllegalStateException("this queue is full: it holds " + capacity + " items");
    }

    private boolean offer(T item) {
        if (shut) throw isShut();
        if (isFull()) return false;
        accept(item);
        return true;
    }

    private void accept(T item) {
        unfinished++;
        if (getters.isEmpty()) {
            store.add(item);
        } else if (choosesLate) {
            store.add(item);
            promised++;
            getters.giveFirst(PROMISE);
        } else {
            getters.giveFirst(item);
        }
    }

    // getting

    /**
     * Takes the next item out; suspends while there is none. Cancelled while it waits, it has taken none.
     *
     * @return the item
     * @throws ClosedException if the queue was shut down and is empty
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    public final T get() {
        T item = getUnlessShut();
        if (item == null) throw isShut();
        return item;
    }

    private @Nullable T getUnlessShut() {
        home.enter();
        if (!isEmpty()) return take();
        return shut ? null : await();
    }

    @SuppressWarnings("unchecked") // getters are given items, and promises
    private @Nullable T await() {
        Object given = getters.await();
        if (given != PROMISE) return (T) given;
        promised--;
        return store.next();
    }

    private T take() {
        T item = store.next();
        if (!putters.isEmpty()) accept(putters.takeFirst());
        return item;
    }

    /**
     * Takes the next item out if there is one. Never suspends.
     *
     * @return the item; null if there is none
     * @throws ClosedException if the queue was shut down and is empty
     */
    public final @Nullable T tryGet() {
        home.touch();
        if (!isEmpty()) return take();
        if (shut) throw isShut();
        return null;
    }

    /**
     * Takes the next item out, which must be there. Never suspends.
     *
     * @return the item
     * @throws NoSuchElementException if there is none
     * @throws ClosedException if the queue was shut down and is empty
     */
    public final T getNow() {
        T item = tryGet();
        if (item == null) throw new NoSuchElementException("this queue is empty");
        return item;
    }

    /** {@return an iterator whose {@code hasNext} takes an item out and may suspend; it ends at the shutdown} */
    @Override
    public final Iterator<T> iterator() {
        return new QueueIterator<>(this::getUnlessShut);
    }

    // the end of the work

    /**
     * Marks the work on an item that was taken out as done. Does not suspend.
     *
     * @throws IllegalStateException if it is called more often than items were put in
     */
    public final void taskDone() {
        home.touch();
        if (unfinished == 0) throw new IllegalStateException("more tasks done than items were put in");
        finish(1);
    }

    private void finish(int count) {
        unfinished -= count;
        if (unfinished == 0) joiners.wakeAll();
    }

    /**
     * Waits until every item that was put in is {@linkplain #taskDone done}; does not suspend if they are.
     *
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    public final void join() {
        home.enter();
        if (unfinished > 0) joiners.await();
    }

    /**
     * Shuts the queue down: nothing more can be put in; who waits to do so gets a {@link ClosedException}. What is in
     * it can be taken out; then getters get that exception and iterations end. Does not suspend.
     */
    public final void shutdown() {
        shutdown(false);
    }

    /**
     * Shuts the queue down, as {@link #shutdown}, and drops the items that are in it: they count as done for {@link
     * #join}, which still waits for those that were taken out.
     */
    public final void shutdownNow() {
        shutdown(true);
    }

    private void shutdown(boolean immediate) {
        home.touch();
        shut = true;
        if (immediate) dropAll();
        putters.dismissAll();
        getters.dismissAll();
    }

    private void dropAll() {
        int dropped = size();
        store.keep(promised);
        if (dropped > 0) finish(dropped);
    }

    /** {@return whether it was shut down} */
    public final boolean isShutdown() {
        return shut;
    }

    private static ClosedException isShut() {
        return new ClosedException("this queue was shut down");
    }

    // looking

    /** {@return how many items are in it} */
    public final int size() {
        return store.size() - promised;
    }

    /** {@return whether it has no items} */
    public final boolean isEmpty() {
        return size() == 0;
    }

    /** {@return whether it has as many items as it can hold} */
    public final boolean isFull() {
        return size() >= capacity;
    }

    /** {@return how many items it can hold; {@link Integer#MAX_VALUE} if there is no limit} */
    public final int capacity() {
        return capacity;
    }

    /** {@return how many items were put in and are not done} */
    public final long unfinished() {
        return unfinished;
    }

    private WaitReason purpose(String what) {
        return WaitReason.of("queue", what + this);
    }

    @Override
    public String toString() {
        return "queue (" + size() + " items, " + putters.size() + " putting, " + getters.size() + " getting"
                + (shut ? ", shut down)" : ")");
    }
}
