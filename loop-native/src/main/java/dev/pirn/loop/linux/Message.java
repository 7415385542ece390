package dev.pirn.loop.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory of a gathering send: a {@code struct msghdr} and the {@code iovec}s that it points to, in the layout of a
 * 64-bit Linux. It must not change while the send is under way.
 */
final class Message {

    /** So many buffers at most; more than that is another send. */
    static final int MOST_BUFFERS = 16;

    private static final int HEADER = 56;
    private static final int VECTORS_POINTER = 16;
    private static final int VECTORS_COUNT = 24;
    private static final int VECTOR = 16;

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(HEADER + MOST_BUFFERS * VECTOR).order(ByteOrder.nativeOrder());
    private final long address = Memory.address(memory);

    Message() {
        memory.putLong(VECTORS_POINTER, address + HEADER);
    }

    /** Points to what remains in some buffers, at most {@link #MOST_BUFFERS}. */
    void of(ByteBuffer[] sources, int offset, int count) {
        memory.putLong(VECTORS_COUNT, count);
        for (int i = 0; i < count; i++) {
            int at = HEADER + i * VECTOR;
            ByteBuffer source = sources[offset + i];
            memory.putLong(at, Memory.address(source)).putLong(at + Long.BYTES, source.remaining());
        }
    }

    long address() {
        return address;
    }
}
