package dev.pirn.sync;

import dev.pirn.Parker;
import dev.pirn.WaitReason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The line in which coroutines wait: what lies under every lock and queue, and the one place that knows of
 * cancellation.
 *
 * <p>Who is served leaves the line at once, with what it waited for in its hands, and runs in the loop's next batch.
 * So there is no moment at which something was released and has no owner, no task can overtake, and a cancel has two
 * cases only: a waiter that stands in the line leaves it, and nothing has happened; one that was served does not
 * notice, since its wait is over ({@link Parker.Abort} is not asked any more).
 *
 * @param <V> what a waiter brings with it and is given
 */
final class WaitQueue<V> {

    private final Confinement home;
    private final WaitReason.Described purpose;
    private @Nullable Waiter<V> first;
    private @Nullable Waiter<V> last;
    private int size;
    private int generation;

    /** One that was used, so that two coroutines that wait for each other in turn allocate nothing. */
    private @Nullable Waiter<V> spare;

    WaitQueue(Confinement home, WaitReason.Described purpose) {
        this.home = home;
        this.purpose = purpose;
    }

    /** {@return whether there is no waiter} Asked before any is served. */
    boolean isEmpty() {
        return first == null || forgetTheDead();
    }

    /** {@return how many wait} */
    int size() {
        return isEmpty() ? 0 : size;
    }

    /** Those who wait on a loop that was closed are never going to run. */
    private boolean forgetTheDead() {
        if (generation == home.generation()) return false;
        first = null;
        last = null;
        size = 0;
        return true;
    }

    // waiting, on the coroutine

    /** Waits without bringing anything, as {@link #await(Object, Object)}. */
    @Nullable
    V await() {
        return await(null, null);
    }

    /**
     * Waits until served.
     *
     * @param brought what the server of this waiter finds
     * @param by on whose behalf, for {@link #dismiss}
     * @return what it was given, or what it brought; null if it was dismissed
     */
    @Nullable
    V await(@Nullable V brought, @Nullable Object by) {
        Waiter<V> waiter = join(brought, by);
        waitInLine(waiter);
        return leftWith(waiter);
    }

    /** Waits until served; cancellation has to wait. */
    void awaitShielded(V brought) {
        Waiter<V> waiter = join(brought, null);
        waiter.firm = true;
        waitInLine(waiter);
        leftWith(waiter);
    }

    private void waitInLine(Waiter<V> waiter) {
        try {
            while (waiter.line != null) {
                if (waiter.firm) waiter.parker.parkShielded(waiter);
                else waiter.parker.park(waiter);
            }
        } finally {
            // Still there if it was cancelled at the entrance, or could not be suspended. As remove(), but without a
            // call: where there was no room on the stack to park, there is none for that either.
            WaitQueue<V> line = waiter.line;
            if (line != null) {
                Waiter<V> before = waiter.previous;
                Waiter<V> after = waiter.next;
                if (before == null) line.first = after;
                else before.next = after;
                if (after == null) line.last = before;
                else after.previous = before;
                waiter.line = null;
                waiter.previous = null;
                waiter.next = null;
                line.size--;
            }
        }
    }

    private Waiter<V> join(@Nullable V brought, @Nullable Object by) {
        Waiter<V> waiter = spare == null ? new Waiter<>() : spare;
        spare = null;
        waiter.value = brought;
        waiter.by = by;
        waiter.firm = false;
        append(waiter);
        return waiter;
    }

    private @Nullable V leftWith(Waiter<V> waiter) {
        V value = waiter.value;
        waiter.value = null;
        waiter.by = null;
        spare = waiter;
        return value;
    }

    // serving, from anywhere on the loop

    /** Gives something to the first. */
    void giveFirst(V value) {
        removeFirst().serve(value);
    }

    /** Serves the first, and answers what it brought. */
    V takeFirst() {
        Waiter<V> waiter = removeFirst();
        V brought = Objects.requireNonNull(waiter.value, "brought nothing");
        waiter.serve(brought);
        return brought;
    }

    /** Serves the first: there is nothing to hand over. */
    void wakeFirst() {
        Waiter<V> waiter = removeFirst();
        waiter.serve(waiter.value);
    }

    /** Serves all: there is nothing to hand over. */
    void wakeAll() {
        while (!isEmpty()) wakeFirst();
    }

    /** Sends all away: their waits answer null. */
    void dismissAll() {
        while (!isEmpty()) removeFirst().serve(null);
    }

    /** Sends the waiters of one borrower away. */
    void dismiss(Object by) {
        if (isEmpty()) return;
        for (Waiter<V> waiter = first; waiter != null; ) {
            Waiter<V> following = waiter.next;
            if (waiter.by == by) {
                waiter.leave();
                waiter.serve(null);
            }
            waiter = following;
        }
    }

    /** Lets the first wait in another line, at its end, and no longer give up when it is cancelled. */
    void moveFirst(WaitQueue<V> to) {
        Waiter<V> waiter = removeFirst();
        waiter.firm = true;
        to.append(waiter);
    }

    // the line

    private void append(Waiter<V> waiter) {
        forgetTheDead();
        generation = home.generation();
        waiter.line = this;
        waiter.previous = last;
        if (last == null) first = waiter;
        else last.next = waiter;
        last = waiter;
        size++;
    }

    private Waiter<V> removeFirst() {
        Waiter<V> waiter = Objects.requireNonNull(first, "no waiter");
        remove(waiter);
        return waiter;
    }

    private void remove(Waiter<V> waiter) {
        Waiter<V> previous = waiter.previous;
        Waiter<V> next = waiter.next;
        if (previous == null) first = next;
        else previous.next = next;
        if (next == null) last = previous;
        else next.previous = previous;
        waiter.line = null;
        waiter.previous = null;
        waiter.next = null;
        size--;
    }

    private static final class Waiter<V> implements Parker.Abort {

        private final Parker parker = new Parker();

        /** Where it stands; null once it was served. */
        private @Nullable WaitQueue<V> line;

        private @Nullable Waiter<V> previous;
        private @Nullable Waiter<V> next;
        private @Nullable V value;
        private @Nullable Object by;
        private boolean firm;

        private void serve(@Nullable V given) {
            value = given;
            parker.unpark();
        }

        private void leave() {
            if (line != null) line.remove(this);
        }

        @Override
        public boolean abort() {
            if (firm) return false;
            leave();
            return true;
        }

        @Override
        public WaitReason purpose() {
            WaitQueue<V> in = line;
            return in == null ? WaitReason.of("served", "its turn") : in.purpose.purpose();
        }
    }
}
