package dev.pirn.loop.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory for a {@code struct statx} ({@code statx(2)}), behind the empty path that means the descriptor itself. */
final class FileStatus {

    /** Where the structure begins: aligned, and after the path's zero. */
    static final int OFFSET = 8;

    private static final int LENGTH = 256;
    private static final int SIZE = OFFSET + 40;

    final ByteBuffer memory = ByteBuffer.allocateDirect(OFFSET + LENGTH).order(ByteOrder.nativeOrder());

    /** {@return the file's size that the system wrote} */
    long size() {
        return memory.getLong(SIZE);
    }
}
