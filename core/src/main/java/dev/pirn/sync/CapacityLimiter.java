package dev.pirn.sync;

import dev.pirn.Async;
import dev.pirn.Task;
import dev.pirn.WaitReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Limits how many do something at once, and knows who: a semaphore whose size can change, and whose tokens are
 * borrowed. Each borrower, a task unless another object is named, holds one token at most. Fair. {@linkplain
 * dev.pirn.sync Confined} to one loop.
 */
public final class CapacityLimiter implements Acquirable {

    /** So many borrowers are named in a dump. */
    private static final int NAMED = 100;

    private final Confinement home = new Confinement("capacity limiter");
    private final WaitQueue<Object> waiters = new WaitQueue<>(home, this::purpose);
    private final Set<Object> borrowers = new LinkedHashSet<>();
    private final Set<Object> waiting = new LinkedHashSet<>();
    private final Lease held = this::release;
    private int total;

    /**
     * Creates a limiter.
     *
     * @param total how many tokens there are; zero lets none through
     */
    public CapacityLimiter(int total) {
        this.total = requireTotal(total);
    }

    private static int requireTotal(int total) {
        if (total < 0) throw new IllegalArgumentException("a capacity limiter cannot have " + total + " tokens");
        return total;
    }

    /**
     * What a limiter is doing.
     *
     * @param total how many tokens there are
     * @param borrowed how many are lent: more than there are, if those were made fewer
     * @param borrowers to whom, in the order in which they got one
     * @param waiting how many wait for one
     */
    public record Statistics(int total, int borrowed, Set<Object> borrowers, int waiting) {}

    /**
     * Borrows a token for the calling task; suspends while there is none. Cancelled while it waits, it has none.
     *
     * @return to give it back at the end of a {@code try}
     * @throws IllegalStateException if the task has one already
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    @Override
    public Lease acquire() {
        home.enter();
        borrow(Async.currentTask());
        return held;
    }

    /**
     * Borrows a token for a borrower, as {@link #acquire}: for work that goes on when the task has ended, or that
     * several tasks do.
     *
     * @param borrower what gives it back; compared by {@code equals}
     * @return to give it back at the end of a {@code try}
     * @throws IllegalStateException if the borrower has one already, or waits for one
     * @throws dev.pirn.Cancelled if the scope is cancelled
     */
    public Lease acquireOnBehalfOf(Object borrower) {
        Objects.requireNonNull(borrower, "borrower");
        home.enter();
        borrow(borrower);
        return () -> releaseOnBehalfOf(borrower);
    }

    private boolean lend(Object borrower) {
        if (borrowers.contains(borrower)) throw new IllegalStateException(borrower + " has a token already");
        return available() > 0 && borrowers.add(borrower);
    }

    private void borrow(Object borrower) {
        if (lend(borrower)) return;
        if (!waiting.add(borrower)) throw new IllegalStateException(borrower + " waits for a token already");
        try {
            waiters.await(borrower, null);
        } finally {
            waiting.remove(borrower);
        }
    }

    /**
     * Borrows a token for the calling task if there is one. Called in a coroutine; never suspends.
     *
     * @return whether it has one now
     * @throws IllegalStateException if the task had one before
     */
    @Override
    public boolean tryAcquire() {
        return tryAcquireOnBehalfOf(Async.currentTask());
    }

    /**
     * Borrows a token for a borrower if there is one. Never suspends.
     *
     * @param borrower who gives it back
     * @return whether it has one now
     * @throws IllegalStateException if the borrower had one before
     */
    public boolean tryAcquireOnBehalfOf(Object borrower) {
        home.touch();
        return lend(Objects.requireNonNull(borrower, "borrower"));
    }

    /**
     * Gives the calling task's token back. Does not suspend.
     *
     * @throws IllegalStateException if it has none
     */
    @Override
    public void release() {
        releaseOnBehalfOf(Async.currentTask());
    }

    /**
     * Gives a borrower's token back: the longest waiter has it at once. Does not suspend.
     *
     * @param borrower who has it
     * @throws IllegalStateException if the borrower has none
     */
    public void releaseOnBehalfOf(Object borrower) {
        home.touch();
        if (!borrowers.remove(borrower)) throw new IllegalStateException(borrower + " has no token to give back");
        lendToThoseWhoWait();
    }

    private void lendToThoseWhoWait() {
        while (available() > 0 && !waiters.isEmpty()) borrowers.add(waiters.takeFirst());
    }

    /** {@return how many tokens there are} */
    public int total() {
        return total;
    }

    /**
     * Changes how many tokens there are. More are lent at once to those who wait; if there are fewer than are lent,
     * none is lent until enough came back. Does not suspend.
     *
     * @param newTotal how many
     */
    public void total(int newTotal) {
        home.touch();
        total = requireTotal(newTotal);
        lendToThoseWhoWait();
    }

    /** {@return how many tokens are lent} */
    public int borrowed() {
        return borrowers.size();
    }

    /** {@return how many tokens can be borrowed; negative if more are lent than there are} */
    public int available() {
        return total - borrowers.size();
    }

    /** {@return what it is doing now} */
    public Statistics statistics() {
        return new Statistics(
                total, borrowed(), Collections.unmodifiableSet(new LinkedHashSet<>(borrowers)), waiters.size());
    }

    /** If all who have a token are tasks, and not too many to be named, one of them has to give it back. */
    private WaitReason purpose() {
        List<Task<?>> tasks = new ArrayList<>();
        for (Object borrower : borrowers.size() > NAMED ? List.of() : borrowers) {
            if (!(borrower instanceof Task<?> task)) return WaitReason.of("limiter", this);
            tasks.add(task);
        }
        return WaitReason.of("limiter", this, tasks);
    }

    @Override
    public String toString() {
        return "capacity limiter (" + borrowed() + " of " + total + " tokens lent, " + waiters.size() + " waiting)";
    }
}
