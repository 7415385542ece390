package dev.pirn.sync;

import dev.pirn.WaitReason;

/** A flag that tasks wait for. {@linkplain dev.pirn.sync Confined} to one loop. */
public final class Event {

    private final Confinement home = new Confinement("event");
    private final WaitQueue<Object> waiters = new WaitQueue<>(home, () -> WaitReason.of("event", this));
    private boolean set;

    /** Creates an event that is not set. */
    public Event() {}

    /**
     * Waits until the event is set; does not suspend if it is. One that is cleared again at once still lets go all who
     * wait.
     *
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    public void await() {
        home.enter();
        if (!set) waiters.await();
    }

    /** Sets it, and lets go all who wait. Does not suspend. */
    public void set() {
        home.touch();
        set = true;
        waiters.wakeAll();
    }

    /** Clears it: from now on tasks wait. Does not suspend. */
    public void clear() {
        home.touch();
        set = false;
    }

    /** {@return whether it is set} */
    public boolean isSet() {
        return set;
    }

    /** {@return how many tasks wait for it} */
    public int waiting() {
        return waiters.size();
    }

    @Override
    public String toString() {
        return "event (" + (set ? "set" : "not set, " + waiting() + " waiting") + ")";
    }
}
