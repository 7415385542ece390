package dev.pirn.sync;

/**
 * The two ends of a bounded channel, Trio's memory channel: who has a sender can say that no more will come by closing
 * it, which a {@link Queue} cannot know. Both ends can be {@linkplain Sender#copy copied}; the channel ends when all
 * senders are closed. {@linkplain dev.pirn.sync Confined} to one loop.
 *
 * {@snippet file="dev/pirn/snippets/CoreSnippets.java" region="channel"}
 *
 * @param sender where items go in
 * @param receiver where they come out
 * @param <T> the type of the items, which are not null
 */
public record Channel<T>(Sender<T> sender, Receiver<T> receiver) {

    /**
     * Makes a channel.
     *
     * @param capacity how many items it holds that were not received yet; zero for a rendezvous, at which a send waits
     *     for its receiver
     * @param <T> the type of the items
     * @return its ends
     */
    public static <T> Channel<T> ofCapacity(int capacity) {
        Pipe<T> pipe = new Pipe<>(capacity);
        return new Channel<>(new Sender<>(pipe), new Receiver<>(pipe));
    }

    /**
     * What a channel is doing.
     *
     * @param capacity how many items it can hold
     * @param size how many it holds
     * @param openSenders how many senders are open
     * @param openReceivers how many receivers are open
     * @param waitingSenders how many tasks wait to send
     * @param waitingReceivers how many tasks wait to receive
     */
    public record Statistics(
            int capacity, int size, int openSenders, int openReceivers, int waitingSenders, int waitingReceivers) {}

    /** {@return what it is doing now} */
    public Statistics statistics() {
        return sender.statistics();
    }
}
