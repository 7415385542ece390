package dev.pirn;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What other threads submit to a loop: many producers, one consumer, lock-free.
 *
 * <p>A Treiber stack of intrusive nodes that the loop takes as a whole and turns round, so the order of submission is kept
 * (R. K. Treiber, "Systems programming: coping with parallelism", IBM RJ 5118, 1986). Taking all at once makes the stack
 * immune to the ABA problem.
 *
 * <p>The word that holds the head also says whether the loop sleeps or is closed. Because the same compare-and-set
 * publishes an entry and takes the sleeping mark away, exactly one producer a sleep learns that it must wake the loop, and
 * the loop cannot fall asleep over an entry: there is no second word to re-check.
 *
 * <table>
 * <caption>Who may do what</caption>
 * <tr><th>head</th><th>any thread</th><th>the loop</th></tr>
 * <tr><td>empty</td><td>→ entries</td><td>→ sleeping, → closed</td></tr>
 * <tr><td>entries</td><td>→ more entries</td><td>→ empty, → closed</td></tr>
 * <tr><td>sleeping</td><td>→ entries, and wakes the loop</td><td>→ empty</td></tr>
 * <tr><td>closed</td><td>refused</td><td>–</td></tr>
 * </table>
 */
final class Inbox {

    /** How an offer ended. */
    enum Offer {
        /** The loop is awake and will see it. */
        TAKEN,
        /** The loop sleeps: the caller must wake it. */
        WAKE,
        /** The loop is closed: the entry was not taken. */
        CLOSED
    }

    private static final Ready SLEEPING = new Mark();
    private static final Ready CLOSED = new Mark();
    private static final VarHandle HEAD;

    static {
        try {
            HEAD = MethodHandles.lookup().findVarHandle(Inbox.class, "head", Ready.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Ready head;

    /** Any thread: submits an entry, which must not be in an inbox already. */
    Offer offer(Ready entry) {
        while (true) {
            Ready first = head;
            if (first == CLOSED) return Offer.CLOSED;
            entry.inboxNext = first == SLEEPING ? null : first;
            if (HEAD.compareAndSet(this, first, entry)) return first == SLEEPING ? Offer.WAKE : Offer.TAKEN;
        }
    }

    /** The loop: takes all entries, in order of submission, linked by {@link Ready#inboxNext}; null if there is none. */
    @Nullable
    Ready take() {
        return head == null ? null : reverse((Ready) HEAD.getAndSet(this, null));
    }

    /** The loop: marks it as sleeping. False if there are entries, which must be taken first. */
    boolean sleep() {
        return HEAD.compareAndSet(this, null, SLEEPING);
    }

    /** The loop: takes the sleeping mark away, if it is still there. */
    void awake() {
        if (head == SLEEPING) HEAD.compareAndSet(this, SLEEPING, null);
    }

    /** The loop: refuses entries from now on and returns what was left. */
    @Nullable
    Ready close() {
        return reverse((Ready) HEAD.getAndSet(this, CLOSED));
    }

    boolean isEmpty() {
        Ready first = head;
        return first == null || first instanceof Mark;
    }

    /** Any thread: whether the loop is marked as sleeping. */
    boolean isSleeping() {
        return head == SLEEPING;
    }

    private static @Nullable Ready reverse(@Nullable Ready top) {
        Ready first = null;
        for (Ready entry = top; entry != null && !(entry instanceof Mark); ) {
            Ready next = entry.inboxNext;
            entry.inboxNext = first;
            first = entry;
            entry = next;
        }
        return first;
    }

    private static final class Mark extends Ready {
        @Override
        void step() {
            throw new LoopBugException("a mark of the inbox was run");
        }
    }
}
