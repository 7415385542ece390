package dev.pirn.watch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Numbers that one thread changes and any thread copies, without locks: a sequence lock (H.-J. Boehm, "Can seqlocks get
 * along with programming language memory models?", MSPC 2012). The first cell counts the beginnings and the ends of
 * changes, so it is odd while one is under way; a copy during which it has moved is made again.
 */
final class SeqLock {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** The writer may lose its processor within a change; rather than wait for it, a reader takes what it sees. */
    private static final int TRIES = 1_000;

    private final long[] cells;

    SeqLock(int count) {
        cells = new long[count + 1];
    }

    /** The writer: begins a change, of any number of cells. */
    void begin() {
        CELL.setOpaque(cells, 0, cells[0] + 1);
        VarHandle.storeStoreFence();
    }

    /** The writer: ends a change. */
    void end() {
        CELL.setRelease(cells, 0, cells[0] + 1);
    }

    /** The writer, in a change. */
    void add(int index, long amount) {
        set(index, cells[index + 1] + amount);
    }

    /** The writer, in a change. */
    void set(int index, long value) {
        CELL.setOpaque(cells, index + 1, value);
    }

    /** The writer. */
    long get(int index) {
        return cells[index + 1];
    }

    /** Any thread: {@return all numbers, as they were between two changes} */
    long[] copy() {
        return copy(TRIES);
    }

    /** Any thread: as {@link #copy()}, with so many tries to find no change under way. */
    long[] copy(int tries) {
        long[] copy = new long[cells.length - 1];
        for (int i = 0; i < tries; i++) {
            long before = (long) CELL.getAcquire(cells, 0);
            for (int c = 0; c < copy.length; c++) copy[c] = (long) CELL.getOpaque(cells, c + 1);
            VarHandle.loadLoadFence();
            if ((before & 1) == 0 && (long) CELL.getOpaque(cells, 0) == before) break;
            Thread.onSpinWait();
        }
        return copy;
    }
}
