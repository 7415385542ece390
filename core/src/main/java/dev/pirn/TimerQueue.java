package dev.pirn;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a loop by deadline, then by order of creation. Confined to the loop.
 *
 * <p>A 4-ary implicit heap whose entries know their place, so that a cancelled timer leaves at once: timeouts are almost
 * always cancelled, and a queue that keeps them until their time (asyncio's, until half are dead) grows with the rate, not
 * with what is alive. Four children share a cache line of deadlines, which are kept beside the entries for that reason
 * (LaMarca and Ladner, "The influence of caches on the performance of heaps", 1996).
 */
final class TimerQueue {

    private static final int ARITY = 4;

    private long[] deadlines = new long[16];
    private @Nullable Timer[] timers = new Timer[16];
    private int size;
    private long created;

    int size() {
        return size;
    }

    /** {@return the earliest deadline; {@link Long#MAX_VALUE} if there is none} */
    long next() {
        return size == 0 ? Long.MAX_VALUE : deadlines[0];
    }

    void add(Timer timer) {
        if (size == timers.length) {
            timers = Arrays.copyOf(timers, size * 2);
            deadlines = Arrays.copyOf(deadlines, size * 2);
        }
        timer.sequence = created++;
        siftUp(size++, timer);
    }

    /** Takes the earliest timer if it is due. */
    @Nullable
    Timer pollDue(long now) {
        if (size == 0 || deadlines[0] - now > 0) return null;
        Timer due = at(0);
        removeAt(0);
        return due;
    }

    /** Removes a timer; nothing happens if it is not in the queue (any more). */
    void remove(Timer timer) {
        if (timer.index >= 0) removeAt(timer.index);
    }

    void clear() {
        for (int i = 0; i < size; i++) at(i).index = -1;
        Arrays.fill(timers, 0, size, null);
        size = 0;
    }

    private Timer at(int index) {
        Timer timer = timers[index];
        assert timer != null;
        return timer;
    }

    private void removeAt(int index) {
        at(index).index = -1;
        Timer last = at(--size);
        timers[size] = null;
        if (index == size) {
            shrink();
            return;
        }
        if (index > 0 && before(last.when, last, (index - 1) / ARITY)) siftUp(index, last);
        else siftDown(index, last);
        shrink();
    }

    /** Gives memory back after a burst; the factor of eight keeps a queue of steady size from copying to and fro. */
    private void shrink() {
        if (timers.length <= 1024 || size > timers.length / 8) return;
        timers = Arrays.copyOf(timers, timers.length / 4);
        deadlines = Arrays.copyOf(deadlines, deadlines.length / 4);
    }

    private void siftUp(int index, Timer timer) {
        while (index > 0) {
            int parent = (index - 1) / ARITY;
            if (!before(timer.when, timer, parent)) break;
            place(index, at(parent));
            index = parent;
        }
        place(index, timer);
    }

    private void siftDown(int index, Timer timer) {
        for (int child; (child = index * ARITY + 1) < size; ) {
            int least = child;
            int end = Math.min(child + ARITY, size);
            while (++child < end) {
                if (before(deadlines[child], at(child), least)) least = child;
            }
            if (before(timer.when, timer, least)) break;
            place(index, at(least));
            index = least;
        }
        place(index, timer);
    }

    /** Whether a timer comes before the one at an index. Differences, not comparisons: the clock may overflow. */
    private boolean before(long when, Timer timer, int other) {
        long difference = when - deadlines[other];
        return difference != 0 ? difference < 0 : timer.sequence < at(other).sequence;
    }

    private void place(int index, Timer timer) {
        timers[index] = timer;
        deadlines[index] = timer.when;
        timer.index = index;
    }
}
