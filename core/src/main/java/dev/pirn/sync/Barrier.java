package dev.pirn.sync;

import dev.pirn.BrokenException;
import dev.pirn.WaitReason;

/**
 * Lets go a certain number of tasks together, again and again. {@linkplain dev.pirn.sync Confined} to one loop.
 *
 * <p>asyncio's barrier drains before it fills again, because its tasks leave one after another. Here those who were let
 * go are out at once, so the next arrival fills it for the next time.
 */
public final class Barrier {

    private final Confinement home = new Confinement("barrier");
    private final WaitQueue<Integer> waiters = new WaitQueue<>(home, () -> WaitReason.of("barrier", this));
    private final int parties;
    private boolean broken;

    /**
     * Creates a barrier.
     *
     * @param parties how many tasks it lets go together, at least one
     */
    public Barrier(int parties) {
        if (parties < 1) throw new IllegalArgumentException("a barrier cannot have " + parties + " parties");
        this.parties = parties;
    }

    /**
     * Waits until so many tasks wait here as the barrier has parties. A cancelled one leaves, and another must come in
     * its place.
     *
     * @return a number that no other task of those let go together has, from zero in the order of arrival
     * @throws BrokenException if the barrier is broken, or is reset or broken while the task waits
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    public int await() {
        home.enter();
        if (broken) throw new BrokenException("this barrier of " + parties + " was aborted");
        if (waiters.size() + 1 == parties) return letGo();
        Integer index = waiters.await();
        if (index == null) throw new BrokenException("this barrier of " + parties + " was reset or aborted meanwhile");
        return index;
    }

    /** They get their numbers now, not when they arrive: one that was cancelled leaves no gap. */
    private int letGo() {
        for (int index = 0; !waiters.isEmpty(); index++) waiters.giveFirst(index);
        return parties - 1;
    }

    /** Makes it new: those who wait get a {@link BrokenException}, and it is not broken any more. Does not suspend. */
    public void reset() {
        home.touch();
        broken = false;
        waiters.dismissAll();
    }

    /** Breaks it: those who wait or will come get a {@link BrokenException}, until it is reset. Does not suspend. */
    public void abort() {
        home.touch();
        broken = true;
        waiters.dismissAll();
    }

    /** {@return how many tasks it lets go together} */
    public int parties() {
        return parties;
    }

    /** {@return how many tasks wait here} */
    public int waiting() {
        return waiters.size();
    }

    /** {@return whether it was aborted, and not reset} */
    public boolean isBroken() {
        return broken;
    }

    @Override
    public String toString() {
        return "barrier (" + (broken ? "broken" : waiting() + " of " + parties + " waiting") + ")";
    }
}
