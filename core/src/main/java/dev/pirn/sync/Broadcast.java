package dev.pirn.sync;

import dev.pirn.ClosedException;
import dev.pirn.WaitReason;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Hands every item to all who have subscribed. Each subscription holds a limited number of items that were not received
 * yet; what happens to a slow one is decided here, for all. {@linkplain dev.pirn.sync Confined} to one loop.
 *
 * @param <T> the type of the items, which are not null
 */
public final class Broadcast<T> implements AutoCloseable {

    private final Confinement home = new Confinement("broadcast");
    private final WaitQueue<T> publishers = new WaitQueue<>(home, () -> WaitReason.of("broadcast", this));
    private final Set<Subscription<T>> subscriptions = new LinkedHashSet<>();
    private final int capacity;
    private final WhenSlow whenSlow;

    /** How many subscriptions hold up the publishers. */
    private int full;

    private boolean closed;

    /** What happens to a subscription that has no room for another item. */
    public enum WhenSlow {
        /** It holds everybody up: publishers wait until it has room. Nothing is lost. */
        HOLD_UP,
        /**
         * It loses the oldest item that it holds, and {@linkplain Subscription#missed counts} that. The publisher does
         * not wait.
         */
        LOSE_OLDEST,
        /**
         * It is cut off: it can receive what it holds, then it gets a {@link dev.pirn.BrokenException}. The publisher
         * does not wait.
         */
        CUT_OFF
    }

    /**
     * Creates a broadcast.
     *
     * @param capacity how many items a subscription holds at most, at least one
     * @param whenSlow what happens to one that is full
     */
    public Broadcast(int capacity, WhenSlow whenSlow) {
        if (capacity < 1) throw new IllegalArgumentException("a subscription cannot have the capacity " + capacity);
        this.capacity = capacity;
        this.whenSlow = Objects.requireNonNull(whenSlow, "whenSlow");
    }

    /**
     * Hands an item to all subscriptions, at once; without a subscription it is dropped. Suspends only while a
     * subscription {@linkplain WhenSlow#HOLD_UP holds up}; cancelled meanwhile, no subscription has the item.
     *
     * @param item the item
     * @throws ClosedException if this was closed, or is while the task waits: no subscription has the item
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    public void publish(T item) {
        Objects.requireNonNull(item, "item");
        home.enter();
        if (!offer(item) && publishers.await(item, null) == null) throw isClosedNow();
    }

    /**
     * Hands an item to all subscriptions if that need not wait. Never suspends.
     *
     * @param item the item
     * @return whether they all have it; else none has
     * @throws ClosedException if this was closed
     */
    public boolean tryPublish(T item) {
        Objects.requireNonNull(item, "item");
        home.touch();
        return offer(item);
    }

    private boolean offer(T item) {
        if (closed) throw isClosedNow();
        if (full > 0) return false;
        deliver(item);
        return true;
    }

    private void deliver(T item) {
        subscriptions.removeIf(subscription -> !subscription.deliver(item));
    }

    /**
     * Makes a subscription to all items that are handed out from now on, also those whose publishers wait. Does not
     * suspend.
     *
     * @return the subscription, to be closed by its user
     * @throws ClosedException if this was closed
     */
    public Subscription<T> subscribe() {
        home.touch();
        if (closed) throw isClosedNow();
        Subscription<T> subscription = new Subscription<>(this, home, capacity, whenSlow);
        subscriptions.add(subscription);
        return subscription;
    }

    private static ClosedException isClosedNow() {
        return new ClosedException("this broadcast was closed");
    }

    // for subscriptions

    void becameFull() {
        if (whenSlow == WhenSlow.HOLD_UP) full++;
    }

    void hasRoom() {
        if (whenSlow != WhenSlow.HOLD_UP) return;
        full--;
        while (full == 0 && !publishers.isEmpty()) deliver(publishers.takeFirst());
    }

    void left(Subscription<T> subscription) {
        subscriptions.remove(subscription);
    }

    /** {@return how many subscriptions it has} */
    public int subscribers() {
        return subscriptions.size();
    }

    /** {@return how many tasks wait to publish} */
    public int waiting() {
        return publishers.size();
    }

    /** {@return whether it was closed} */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Closes it: who waits to publish gets a {@link ClosedException}. Subscriptions can receive what they hold, then
     * they end. Does not suspend; closing twice is fine.
     */
    @Override
    public void close() {
        home.touch();
        if (closed) return;
        closed = true;
        publishers.dismissAll();
        for (Subscription<T> subscription : subscriptions) subscription.end();
    }

    @Override
    public String toString() {
        return "broadcast (" + subscribers() + " subscribers, " + waiting() + " waiting" + (closed ? ", closed)" : ")");
    }
}
