package dev.pirn.net;

import dev.pirn.Loop;
import dev.pirn.LoopLocal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The buffers that the connections of one loop share. A connection holds one only while bytes are in it, so that an
 * idle one costs nothing. Confined to its loop, therefore without any lock.
 */
final class BufferPool {

    static final int SMALL = 4 * 1024;
    static final int MEDIUM = 16 * 1024;
    static final int LARGE = 64 * 1024;

    /** So many bytes of each size are kept; what is given back beyond that goes to the garbage collector. */
    private static final int KEPT = 8 * 1024 * 1024;

    private static final LoopLocal<BufferPool> POOLS = new LoopLocal<>(loop -> new BufferPool());

    private final ArrayDeque<ByteBuffer> small = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> medium = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> large = new ArrayDeque<>();
    private final ArrayDeque<byte[]> arrays = new ArrayDeque<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(LARGE);
    private int lent;

    BufferPool() {}

    static BufferPool of(Loop loop) {
        return POOLS.get(loop);
    }

    /** {@return a direct buffer, empty, with room for as many bytes as wanted, or for 64 KiB} */
    ByteBuffer acquire(int wanted) {
        lent++;
        int capacity = wanted <= SMALL ? SMALL : wanted <= MEDIUM ? MEDIUM : LARGE;
        ByteBuffer free = ofSize(capacity).pollFirst();
        return free == null ? ByteBuffer.allocateDirect(capacity) : free.clear();
    }

    /**
     * {@return how large a buffer the next pinned read should get, after one of a size that got so many bytes} Many of
     * them wait for long, so they are small until there is more to read.
     */
    static int pinnedSize(int size, int received) {
        if (received == size) return size == SMALL ? MEDIUM : LARGE;
        return received <= SMALL ? SMALL : size;
    }

    /** Takes a buffer back that {@link #acquire} gave, once. */
    void release(ByteBuffer buffer) {
        lent--;
        ArrayDeque<ByteBuffer> free = ofSize(buffer.capacity());
        if (free.size() < KEPT / buffer.capacity()) free.addFirst(buffer);
    }

    private ArrayDeque<ByteBuffer> ofSize(int capacity) {
        return capacity == SMALL ? small : capacity == MEDIUM ? medium : large;
    }

    /** {@return an array of {@link #MEDIUM} bytes with anything in it} */
    byte[] acquireArray() {
        lent++;
        byte[] free = arrays.pollFirst();
        return free == null ? new byte[MEDIUM] : free;
    }

    /** Takes an array back that {@link #acquireArray} gave, once. */
    void releaseArray(byte[] array) {
        lent--;
        if (arrays.size() < KEPT / MEDIUM) arrays.addFirst(array);
    }

    /**
     * {@return the one direct buffer for all reads, empty, with room for so many bytes or 64 KiB} What is in it is lost
     * at the next suspension.
     */
    ByteBuffer scratch(int max) {
        return scratch.clear().limit(Math.min(max, LARGE));
    }

    /** {@return what was read into {@link #scratch(int)}, ready to be taken} */
    ByteBuffer scratchRead() {
        return scratch.flip();
    }

    /** {@return how many buffers and arrays are out} */
    int lentCount() {
        return lent;
    }
}
