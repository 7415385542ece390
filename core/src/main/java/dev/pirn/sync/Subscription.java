package dev.pirn.sync;

import dev.pirn.BrokenException;
import dev.pirn.ClosedException;
import dev.pirn.WaitReason;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber of a {@link Broadcast} receives: every item, in order, unless it is too slow. Several tasks may
 * use it; each item goes to one of them. An ordinary {@code for} receives until the broadcast is closed. {@linkplain
 * dev.pirn.sync Confined} to one loop.
 *
 * @param <T> the type of the items, which are not null
 */
public final class Subscription<T> implements Iterable<T>, AutoCloseable {

    private final Broadcast<T> broadcast;
    private final Confinement home;
    private final WaitQueue<T> receivers;
    private final ArrayDeque<T> buffer = new ArrayDeque<>();
    private final int capacity;
    private final Broadcast.WhenSlow whenSlow;
    private long missed;
    private boolean cutOff;
    private boolean closed;

    Subscription(Broadcast<T> broadcast, Confinement home, int capacity, Broadcast.WhenSlow whenSlow) {
        this.broadcast = broadcast;
        this.home = home;
        this.receivers = new WaitQueue<>(home, () -> WaitReason.of("subscription", this));
        this.capacity = capacity;
        this.whenSlow = whenSlow;
    }

    // for the broadcast

    /** Takes an item in. False if this does not belong to the broadcast any more. */
    boolean deliver(T item) {
        if (!receivers.isEmpty()) {
            receivers.giveFirst(item);
            return true;
        }
        if (buffer.size() == capacity && !makeRoom()) return false;
        buffer.add(item);
        if (buffer.size() == capacity) broadcast.becameFull();
        return true;
    }

    private boolean makeRoom() {
        missed++;
        cutOff = whenSlow == Broadcast.WhenSlow.CUT_OFF;
        if (!cutOff) buffer.remove();
        return !cutOff;
    }

    void end() {
        receivers.dismissAll();
    }

    // receiving

    /**
     * Receives an item; suspends while there is none. Cancelled while it waits, it has received nothing.
     *
     * @return the item
     * @throws NoSuchElementException if the broadcast was closed and nothing is left
     * @throws BrokenException if this was cut off because it was too slow, and nothing is left
     * @throws ClosedException if this was closed, or is while the task waits
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    public T receive() {
        T item = receiveUnlessEnded();
        if (item == null) throw hasEnded();
        return item;
    }

    private @Nullable T receiveUnlessEnded() {
        home.enter();
        T item = poll();
        if (item != null || broadcast.isClosed()) return item;
        item = receivers.await();
        if (item == null) requireOpen();
        return item;
    }

    /**
     * Receives an item if there is one. Never suspends.
     *
     * @return the item; null if there is none now
     * @throws NoSuchElementException if the broadcast was closed and nothing is left
     * @throws BrokenException if this was cut off because it was too slow, and nothing is left
     * @throws ClosedException if this was closed
     */
    public @Nullable T tryReceive() {
        home.touch();
        T item = poll();
        if (item == null && broadcast.isClosed()) throw hasEnded();
        return item;
    }

    private @Nullable T poll() {
        requireOpen();
        boolean wasFull = buffer.size() == capacity;
        T item = buffer.poll();
        if (wasFull) broadcast.hasRoom();
        if (item == null && cutOff)
            throw new BrokenException("this subscription was cut off: it was more than " + capacity + " items behind");
        return item;
    }

    private void requireOpen() {
        if (closed) throw new ClosedException("this subscription was closed");
    }

    private static NoSuchElementException hasEnded() {
        return new NoSuchElementException("this subscription has ended: the broadcast was closed");
    }

    /**
     * {@return an iterator whose {@code hasNext} receives an item and may suspend; it ends when the broadcast is
     * closed}
     */
    @Override
    public Iterator<T> iterator() {
        return new QueueIterator<>(this::receiveUnlessEnded);
    }

    /** {@return how many items it holds} */
    public int size() {
        return buffer.size();
    }

    /** {@return how many items it has lost by being slow} */
    public long missed() {
        return missed;
    }

    /** {@return whether it was closed} */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Ends it: what it holds is dropped, who waits to receive here gets a {@link ClosedException}. Does not suspend;
     * closing twice is fine.
     */
    @Override
    public void close() {
        home.touch();
        if (closed) return;
        closed = true;
        receivers.dismissAll();
        broadcast.left(this);
        boolean wasFull = buffer.size() == capacity;
        buffer.clear();
        if (wasFull) broadcast.hasRoom();
    }

    @Override
    public String toString() {
        return "subscription (" + buffer.size() + " of " + capacity + " items, " + missed + " missed"
                + (closed ? ", closed)" : ")");
    }
}
