package dev.pirn;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Run: what other threads submit to a loop, first in, first out: many producers, one consumer, lock-free. An entry is
 * a {@link Ready}, or a bare {@link Runnable}, which then needs no object but its own.
 *
 * <p>A list of arrays, in which a producer claims the next place by moving the tail and then fills it (after C. Yang
 * and J. Mellor-Crummey, "A wait-free queue as fast as fetch-and-add", PPoPP 2016, with one consumer and with a
 * compare-and-set, so that the array is there before its place is claimed: nothing that can fail comes between
 * claiming and filling).
 *
 * <p>The word that holds the tail also says whether the loop sleeps or is closed. Because the same compare-and-set
 * claims a place and takes the sleeping mark away, exactly one producer a sleep learns that it must wake the loop,
 * and the loop cannot fall asleep over a place that is claimed: there is no second word to re-check. Behind a place
 * that is claimed and not filled yet the loop sees nothing, and stays awake.
 *
 * <table>
 * <caption>Who may do what</caption>
 * <tr><th>tail</th><th>any thread</th><th>the loop</th></tr>
 * <tr><td>where the loop takes</td><td>→ further</td><td>→ sleeping, → closed</td></tr>
 * <tr><td>further</td><td>→ further</td><td>→ closed</td></tr>
 * <tr><td>sleeping</td><td>→ further, and wakes the loop</td><td>→ awake</td></tr>
 * <tr><td>closed</td><td>refused</td><td>–</td></tr>
 * </table>
 */
final class Inbox extends Padded.After {

    enum Offer {
        /** The loop is awake and will see it. */
        TAKEN,
        /** The loop sleeps: the caller must wake it. */
        WAKE,
        /** The loop is closed: the entry was not taken. */
        CLOSED
    }

    private static final long SLEEPING = 1;
    private static final long CLOSED = 2;
    private static final int MARKS = 2;
    private static final long PLACE = 1 << MARKS;

    private static final VarHandle TAIL;
    private static final VarHandle LAST;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TAIL = lookup.findVarHandle(Inbox.class, "tail", long.class);
            LAST = lookup.findVarHandle(Inbox.class, "last", Chunk.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The array from which is taken, and the place in it. The loop's own. */
    private Chunk first;

    private int at;

    Inbox() {
        this(0);
    }

    /** From a place, as if so many entries had been there before: a test gets to the end of an array so. */
    Inbox(int place) {
        super(place << MARKS, new Chunk(Chunk.numberOf(place)));
        first = last;
        at = Chunk.indexOf(place);
    }

    /** Any thread: submits an entry, a {@link Ready} or a {@link Runnable}. */
    Offer offer(Object entry) {
        VarHandle.releaseFence(); // before what the entry refers to can be found in the array
        while (true) {
            long seen = tail;
            if ((seen & CLOSED) != 0) return Offer.CLOSED;
            long place = seen >>> MARKS;
            Chunk chunk = last;
            if (chunk.number != Chunk.numberOf(place)) chunk = next(chunk, Chunk.numberOf(place));
            if (chunk == null || !TAIL.compareAndSet(this, seen, (seen & ~SLEEPING) + PLACE)) continue;
            chunk.places[Chunk.indexOf(place)] = entry;
            return (seen & SLEEPING) == 0 ? Offer.TAKEN : Offer.WAKE;
        }
    }

    /** Goes on to the next array, which is made if need be; null if others have gone further meanwhile. */
    private @Nullable Chunk next(Chunk chunk, long number) {
        if (chunk.number > number) return null;
        Chunk next = chunk.nextOrNew();
        LAST.compareAndSet(this, chunk, next);
        return next.number == number ? next : null;
    }

    /** The loop: moves the oldest entries to another queue, at most so many, and returns how many. */
    int moveTo(ReadyQueue queue, int most) {
        int left = most;
        while (left > 0 && isFilled()) left -= moveFromFirst(queue, left);
        return most - left;
    }

    private int moveFromFirst(ReadyQueue queue, int most) {
        int begin = at;
        int end = Math.min(Chunk.SIZE, begin + most);
        int index = begin;
        for (Object entry; index < end && (entry = first.get(index)) != null; index++) {
            if (entry instanceof Ready ready) ready.taken();
        }
        // Together, not one by one: a producer may write to the same cache line, and a copy has one barrier of the
        // collector's.
        queue.addAll(first.places, begin, index - begin);
        Arrays.fill(first.places, begin, index, null);
        at = index;
        return index - begin;
    }

    /** The loop: whether the place where it takes next is filled. */
    private boolean isFilled() {
        return at < Chunk.SIZE ? first.get(at) != null : isNextFilled();
    }

    private boolean isNextFilled() {
        Chunk next = first.next;
        // Once its first place is filled, producers begin at the next array or after it, and none needs the link any
        // more.
        if (next == null || next.get(0) == null) return false;
        first.unlink();
        first = next;
        at = 0;
        return true;
    }

    /** The loop, after {@link #close}: takes the oldest entry, whose producer it may have to wait for; null if none. */
    @Nullable
    Object takeLast() {
        while (!isEmpty()) {
            if (isFilled()) return first.take(at++);
            Thread.onSpinWait();
        }
        return null;
    }

    /** The loop: marks it as sleeping. False if there are entries, which must be taken first. */
    @SuppressWarnings("ThreadPriorityCheck") // a producer between claiming and filling may need the processor
    boolean sleep() {
        long awake = place() << MARKS;
        if (TAIL.compareAndSet(this, awake, awake | SLEEPING)) return true;
        if (at < Chunk.SIZE && first.get(at) == null) Thread.yield();
        return false;
    }

    /** The loop: takes the sleeping mark away, if it is still there. */
    void awake() {
        if (isSleeping()) TAIL.getAndBitwiseAnd(this, ~SLEEPING);
    }

    /** The loop: refuses entries from now on; what is left can still be taken. */
    void close() {
        TAIL.getAndBitwiseOr(this, CLOSED);
    }

    /** The loop: whether there is nothing to take, now or as soon as a producer has filled its place. */
    boolean isEmpty() {
        return tail >>> MARKS == place();
    }

    /** Where the loop takes next, counted from the beginning of time. */
    private long place() {
        return first.number * Chunk.SIZE + at;
    }

    /** Any thread: whether the loop is marked as sleeping. */
    boolean isSleeping() {
        return (tail & SLEEPING) != 0;
    }

    /** So many places, and the link to the next ones. */
    static final class Chunk {

        static final int SIZE = 1024;

        private static final VarHandle NEXT;
        private static final VarHandle PLACES = MethodHandles.arrayElementVarHandle(Object[].class);

        static {
            try {
                NEXT = MethodHandles.lookup().findVarHandle(Chunk.class, "next", Chunk.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        final long number;
        final @Nullable Object[] places = new Object[SIZE];

        /** Itself once the loop is done with it: dead arrays of the old generation must not keep young ones alive. */
        volatile @Nullable Chunk next;

        Chunk(long number) {
            this.number = number;
        }

        static long numberOf(long place) {
            return place / SIZE;
        }

        static int indexOf(long place) {
            return (int) (place & (SIZE - 1));
        }

        @Nullable
        Object get(int index) {
            return PLACES.getAcquire(places, index);
        }

        @Nullable
        Object take(int index) {
            Object entry = places[index];
            places[index] = null;
            return entry;
        }

        Chunk nextOrNew() {
            Chunk known = next;
            if (known != null) return known;
            Chunk made = new Chunk(number + 1);
            Chunk other = (Chunk) NEXT.compareAndExchange(this, null, made);
            return other == null ? made : other;
        }

        void unlink() {
            next = this;
        }
    }
}
