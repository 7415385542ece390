package dev.pirn.file;

import dev.pirn.LoopLocal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** The direct buffers through which the bytes of arrays go, shared by the files of one loop, confined to it. */
final class FileBuffers {

    static final LoopLocal<FileBuffers> OF = new LoopLocal<>(loop -> new FileBuffers());

    static final int SMALL = 16 * 1024;

    /** The most that one operation moves: what the system has in memory it copies on the loop's thread. */
    static final int LARGE = 256 * 1024;

    /** So many bytes of each size are kept; what is given back beyond that goes to the garbage collector. */
    private static final int KEPT = 4 * 1024 * 1024;

    private final ArrayDeque<ByteBuffer> small = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> large = new ArrayDeque<>();

    private FileBuffers() {}

    /** {@return an empty direct buffer that takes so many bytes, or 256 KiB, and no more} */
    ByteBuffer acquire(int wanted) {
        int capacity = wanted <= SMALL ? SMALL : LARGE;
        ByteBuffer free = ofSize(capacity).pollFirst();
        ByteBuffer buffer = free == null ? ByteBuffer.allocateDirect(capacity) : free.clear();
        return buffer.limit(Math.min(wanted, capacity));
    }

    /** Takes a buffer back that {@link #acquire} gave, once, and that is no longer in use. */
    void release(ByteBuffer buffer) {
        ArrayDeque<ByteBuffer> free = ofSize(buffer.capacity());
        if (free.size() < KEPT / buffer.capacity()) free.addFirst(buffer);
    }

    private ArrayDeque<ByteBuffer> ofSize(int capacity) {
        return capacity == SMALL ? small : large;
    }
}
