package dev.pirn.sync;

import dev.pirn.WaitReason;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What the ends of a channel have in common. Either no task waits to receive or there is nothing to be received.
 *
 * @param <T> the type of the items
 */
final class Pipe<T> {

    final Confinement home = new Confinement("channel");
    final WaitQueue<T> senders = new WaitQueue<>(home, () -> purpose("send to "));
    final WaitQueue<T> receivers = new WaitQueue<>(home, () -> purpose("receive from "));
    private final ArrayDeque<T> buffer = new ArrayDeque<>();
    private final int capacity;
    int openSenders; // without any, it has ended
    int openReceivers; // without any, it is broken

    Pipe(int capacity) {
        if (capacity < 0) throw new IllegalArgumentException("a channel cannot have the capacity " + capacity);
        this.capacity = capacity;
    }

    /** Sends an item if it need not wait. */
    boolean offer(T item) {
        if (!receivers.isEmpty()) receivers.giveFirst(item);
        else if (buffer.size() < capacity) buffer.add(item);
        else return false;
        return true;
    }

    /** Receives an item if it need not wait; null if it must. */
    @Nullable
    T poll() {
        T item = buffer.poll();
        if (senders.isEmpty()) return item;
        T sent = senders.takeFirst();
        if (item == null) return sent; // a rendezvous
        buffer.add(sent);
        return item;
    }

    void senderClosed(Sender<T> sender) {
        senders.dismiss(sender);
        if (--openSenders == 0) receivers.dismissAll();
    }

    void receiverClosed(Receiver<T> receiver) {
        receivers.dismiss(receiver);
        if (--openReceivers > 0) return;
        buffer.clear();
        senders.dismissAll();
    }

    private WaitReason purpose(String what) {
        return WaitReason.of("channel", what + statistics());
    }

    Channel.Statistics statistics() {
        return new Channel.Statistics(
                capacity, buffer.size(), openSenders, openReceivers, senders.size(), receivers.size());
    }
}
