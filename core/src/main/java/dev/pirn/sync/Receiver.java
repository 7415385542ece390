package dev.pirn.sync;

import dev.pirn.ClosedException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The end of a {@link Channel} where items come out. Several tasks may use it; each item goes to one of them. An
 * ordinary {@code for} receives until the channel ends. {@linkplain dev.pirn.sync Confined} to one loop.
 *
 * @param <T> the type of the items, which are not null
 */
public final class Receiver<T> implements Iterable<T>, AutoCloseable {

    private final Pipe<T> pipe;
    private boolean closed;

    Receiver(Pipe<T> pipe) {
        this.pipe = pipe;
        pipe.openReceivers++;
    }

    /**
     * Receives an item; suspends while there is none. Cancelled while it waits, it has received nothing.
     *
     * @return the item
     * @throws NoSuchElementException if the channel has ended: all senders are closed and nothing is left
     * @throws ClosedException if this receiver was closed, or is while the task waits
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    public T receive() {
        T item = receiveUnlessEnded();
        if (item == null) throw hasEnded();
        return item;
    }

    private @Nullable T receiveUnlessEnded() {
        pipe.home.enter();
        T item = poll();
        if (item != null || pipe.openSenders == 0) return item;
        item = pipe.receivers.await(null, this);
        if (item == null) requireOpen();
        return item;
    }

    private @Nullable T poll() {
        requireOpen();
        return pipe.poll();
    }

    /**
     * Receives an item if there is one. Never suspends.
     *
     * @return the item; null if there is none now
     * @throws NoSuchElementException if the channel has ended
     * @throws ClosedException if this receiver was closed
     */
    public @Nullable T tryReceive() {
        pipe.home.touch();
        T item = poll();
        if (item == null && pipe.openSenders == 0) throw hasEnded();
        return item;
    }

    private static NoSuchElementException hasEnded() {
        return new NoSuchElementException("this channel has ended: all senders are closed");
    }

    private void requireOpen() {
        if (closed) throw new ClosedException("this receiver was closed");
    }

    /** {@return an iterator whose {@code hasNext} receives an item and may suspend; it ends when the channel does} */
    @Override
    public Iterator<T> iterator() {
        return new QueueIterator<>(this::receiveUnlessEnded);
    }

    /**
     * Makes another receiver of the channel, to be closed by its user. Does not suspend.
     *
     * @return the receiver
     * @throws ClosedException if this receiver was closed
     */
    public Receiver<T> copy() {
        pipe.home.touch();
        requireOpen();
        return new Receiver<>(pipe);
    }

    /** {@return whether it was closed} */
    public boolean isClosed() {
        return closed;
    }

    /** {@return what the channel is doing now} */
    public Channel.Statistics statistics() {
        return pipe.statistics();
    }

    /**
     * Closes it: who waits to receive here gets a {@link ClosedException}. After the last receiver was closed, what is
     * in the channel is dropped and senders get a {@link dev.pirn.BrokenException}. Does not suspend; closing twice is
     * fine.
     */
    @Override
    public void close() {
        pipe.home.touch();
        if (closed) return;
        closed = true;
        pipe.receiverClosed(this);
    }

    @Override
    public String toString() {
        return "receiver (" + (closed ? "closed" : "open") + ") of " + statistics();
    }
}
