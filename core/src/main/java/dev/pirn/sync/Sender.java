package dev.pirn.sync;

import dev.pirn.BrokenException;
import dev.pirn.ClosedException;
import java.util.Objects;

/**
 * The end of a {@link Channel} where items go in. Several tasks may use it. {@linkplain dev.pirn.sync Confined} to one
 * loop.
 *
 * @param <T> the type of the items, which are not null
 */
public final class Sender<T> implements AutoCloseable {

    private final Pipe<T> pipe;
    private boolean closed;

    Sender(Pipe<T> pipe) {
        this.pipe = pipe;
        pipe.openSenders++;
    }

    /**
     * Sends an item; suspends while the channel is full, and without capacity until it is received. Cancelled while it
     * waits, it has sent nothing.
     *
     * @param item the item
     * @throws ClosedException if this sender was closed, or is while the task waits: the item is not sent
     * @throws BrokenException if all receivers were closed, or are while the task waits: the item is not sent
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    public void send(T item) {
        Objects.requireNonNull(item, "item");
        pipe.home.enter();
        requireOpen();
        if (pipe.offer(item)) return;
        if (pipe.senders.await(item, this) == null) throw refusal();
    }

    /**
     * Sends an item if that need not wait. Never suspends.
     *
     * @param item the item
     * @return whether it is sent
     * @throws ClosedException if this sender was closed
     * @throws BrokenException if all receivers were closed
     */
    public boolean trySend(T item) {
        Objects.requireNonNull(item, "item");
        pipe.home.touch();
        requireOpen();
        return pipe.offer(item);
    }

    private void requireOpen() {
        if (closed || pipe.openReceivers == 0) throw refusal();
    }

    private RuntimeException refusal() {
        return closed
                ? new ClosedException("this sender was closed")
                : new BrokenException("this channel has no receiver any more");
    }

    /**
     * Makes another sender of the channel, to be closed by its user. Does not suspend.
     *
     * @return the sender
     * @throws ClosedException if this sender was closed
     */
    public Sender<T> copy() {
        pipe.home.touch();
        if (closed) throw refusal();
        return new Sender<>(pipe);
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
     * Closes it: who waits to send here gets a {@link ClosedException}. After the last sender was closed, receivers get
     * what is in the channel, then its end. Does not suspend; closing twice is fine.
     */
    @Override
    public void close() {
        pipe.home.touch();
        if (closed) return;
        closed = true;
        pipe.senderClosed(this);
    }

    @Override
    public String toString() {
        return "sender (" + (closed ? "closed" : "open") + ") of " + statistics();
    }
}
