package dev.pirn;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Run: the timers of a loop by deadline, then by order of creation. Confined to the loop.
 *
 * <p>A 4-ary implicit heap. Four children share a cache line of deadlines, which are kept beside the entries for that
 * reason (LaMarca and Ladner, "The influence of caches on the performance of heaps", 1996); the entries themselves are
 * looked at only where deadlines are equal.
 *
 * <p>Timeouts are almost always cancelled. A cancelled timer is only marked, and drops what it refers to; it leaves
 * when it comes to the front, or when more are cancelled than live: then all of them leave at once, in the middle of
 * a turn only if they are many. So a cancel takes a few nanoseconds whatever the number of timers.
 *
 * <p>A coroutine adds and cancels timers wherever it is, also at the very end of its stack. So between the first change
 * and the last one, {@link #add} and {@link #clearCancelled} call no method, which could overflow the stack half way.
 */
final class TimerQueue {

    private static final int ARITY = 4;

    /** So few cancelled timers may stay until the turn ends. */
    private static final int FEW = 64;

    private static final int INITIAL = 16;

    private long[] deadlines = new long[INITIAL];
    private @Nullable Timer[] timers = new Timer[INITIAL];
    private int size;
    private int cancelled;
    private int created;

    int size() {
        return size - cancelled;
    }

    /** {@return how many places are taken, by living and cancelled timers} */
    int places() {
        return size;
    }

    /** {@return the earliest deadline of a living timer; {@link Long#MAX_VALUE} if there is none} */
    long next() {
        while (size > 0 && at(0).state == Timer.CANCELLED) removeFirst();
        return size == 0 ? Long.MAX_VALUE : deadlines[0];
    }

    void add(Timer timer) {
        if (size == timers.length) resize(size * 2);
        long when = timer.when;
        timer.sequence = created++;
        timer.state = Timer.QUEUED;
        int index = size++;
        while (index > 0) {
            int parent = (index - 1) / ARITY;
            if (when - deadlines[parent] >= 0) break; // of equal deadlines the newest is the last
            timers[index] = timers[parent];
            deadlines[index] = deadlines[parent];
            index = parent;
        }
        timers[index] = timer;
        deadlines[index] = when;
    }

    /** Takes the earliest timer if it is due. Called at least once a turn if there is any place taken. */
    @Nullable
    Timer pollDue(long now) {
        if (cancelled > size / 2) clearCancelled();
        if (next() - now > 0 || size == 0) return null;
        Timer due = removeFirst();
        shrink();
        return due;
    }

    /** Takes a timer out; nothing happens if it is not in the queue (any more). */
    void remove(Timer timer) {
        if (timer.state != Timer.QUEUED) return;
        timer.state = Timer.CANCELLED;
        if (++cancelled > Math.max(FEW, size / 2)) clearCancelled();
    }

    void clear() {
        for (int i = 0; i < size; i++) at(i).state = Timer.OUT;
        Arrays.fill(timers, 0, size, null);
        size = 0;
        cancelled = 0;
    }

    private Timer at(int index) {
        Timer timer = timers[index];
        assert timer != null;
        return timer;
    }

    /** Moves the living together, in whatever order, and makes them a heap again (Floyd's method, in linear time). */
    @SuppressWarnings("NullAway") // what is behind the size is not looked at
    private void clearCancelled() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Timer timer = timers[i];
            timers[i] = null;
            if (timer.state == Timer.CANCELLED) {
                timer.state = Timer.OUT;
            } else {
                deadlines[kept] = deadlines[i];
                timers[kept++] = timer;
            }
        }
        size = kept;
        cancelled = 0;
        for (int root = (size - 2) / ARITY; size > 1 && root >= 0; root--) {
            Timer timer = timers[root];
            int index = root;
            for (int child; (child = index * ARITY + 1) < size; ) { // as siftDown, without its calls
                int least = child;
                int end = child + ARITY < size ? child + ARITY : size;
                while (++child < end) {
                    long difference = deadlines[child] - deadlines[least];
                    if (difference < 0 || (difference == 0 && timers[child].sequence - timers[least].sequence < 0))
                        least = child;
                }
                long difference = timer.when - deadlines[least];
                if (difference < 0 || (difference == 0 && timer.sequence - timers[least].sequence < 0)) break;
                timers[index] = timers[least];
                deadlines[index] = deadlines[least];
                index = least;
            }
            timers[index] = timer;
            deadlines[index] = timer.when;
        }
        shrink();
    }

    private Timer removeFirst() {
        Timer first = at(0);
        if (first.state == Timer.CANCELLED) cancelled--;
        first.state = Timer.OUT;
        Timer last = at(--size);
        timers[size] = null;
        if (size > 0) siftDown(0, last);
        return first;
    }

    /** Gives memory back after a burst; the factor of eight keeps a queue of steady size from copying to and fro. */
    private void shrink() {
        if (timers.length > 1024 && size <= timers.length / 8) resize(timers.length / 4);
    }

    private void resize(int length) {
        @Nullable Timer[] moreTimers = Arrays.copyOf(timers, length);
        deadlines = Arrays.copyOf(deadlines, length); // both or none, if there is no room
        timers = moreTimers;
    }

    private void siftDown(int index, Timer timer) {
        for (int child; (child = index * ARITY + 1) < size; ) {
            int least = child;
            int end = Math.min(child + ARITY, size);
            while (++child < end) {
                if (before(deadlines[child], timers[child], least)) least = child;
            }
            if (before(timer.when, timer, least)) break;
            move(least, index);
            index = least;
        }
        place(index, timer);
    }

    /** Whether a timer comes before the one at an index. Differences, not comparisons: the clock may overflow. */
    private boolean before(long when, @Nullable Timer timer, int other) {
        long difference = when - deadlines[other];
        if (difference != 0) return difference < 0;
        assert timer != null;
        return timer.sequence - at(other).sequence < 0;
    }

    private void move(int from, int to) {
        timers[to] = timers[from];
        deadlines[to] = deadlines[from];
    }

    private void place(int index, Timer timer) {
        timers[index] = timer;
        deadlines[index] = timer.when;
    }
}
