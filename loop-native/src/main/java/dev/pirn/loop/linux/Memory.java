package dev.pirn.loop.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Where buffers are: what system calls and the ring get in their place. */
final class Memory {

    private Memory() {}

    /** {@return where a direct buffer's next byte is} */
    static long address(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer).address();
    }
}
