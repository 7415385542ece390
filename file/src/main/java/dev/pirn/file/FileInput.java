package dev.pirn.file;

import dev.pirn.BusyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file as an input stream. The buffer is a window on the file, and the position is all there is besides: going back
 * to a mark only sets it.
 */
final class FileInput extends InputStream {

    /** A trip to the backend takes about as long as copying so many bytes. */
    static final int BUFFER = 64 * 1024;

    private static final int NO_MARK = -1;

    private final AsyncFile file;
    private byte @Nullable [] buffer;
    private long bufferStart;
    private int bufferLength;
    private long position;
    private long mark = NO_MARK;
    private boolean busy;

    FileInput(AsyncFile file) {
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        byte[] window = window();
        return window == null ? -1 : window[(int) (position++ - bufferStart)] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        file.requireOpen();
        if (count == 0) return 0;
        return count >= BUFFER && !isInBuffer() ? readInto(target, offset, count) : take(target, offset, count);
    }

    private int readInto(byte[] target, int offset, int count) throws IOException {
        int received = receive(ByteBuffer.wrap(target, offset, count));
        if (received > 0) position += received;
        return received;
    }

    private int take(byte[] target, int offset, int count) throws IOException {
        byte[] window = window();
        if (window == null) return -1;
        int from = (int) (position - bufferStart);
        int taken = Math.min(count, bufferLength - from);
        System.arraycopy(window, from, target, offset, taken);
        position += taken;
        return taken;
    }

    /** The buffer, with the next byte of the file in it; null at the end of the file. */
    private byte @Nullable [] window() throws IOException {
        file.requireOpen();
        if (buffer == null) buffer = new byte[BUFFER];
        byte[] window = buffer;
        if (isInBuffer()) return window;
        bufferLength = 0; // it is written over, also by a read that fails
        int received = receive(ByteBuffer.wrap(window));
        if (received < 0) return null;
        bufferStart = position;
        bufferLength = received;
        return window;
    }

    private boolean isInBuffer() {
        return position >= bufferStart && position < bufferStart + bufferLength;
    }

    private int receive(ByteBuffer target) throws IOException {
        if (busy) throw new BusyException("another coroutine is reading from this stream of " + file);
        busy = true;
        try {
            return file.read(target, position);
        } finally {
            busy = false;
        }
    }

    @Override
    public long skip(long count) throws IOException {
        if (count <= 0) return 0;
        long skipped = Math.min(count, left());
        position += skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, left());
    }

    private long left() throws IOException {
        return Math.max(0, file.size() - position);
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public void mark(int limit) {
        mark = position;
    }

    @Override
    public void reset() throws IOException {
        if (mark == NO_MARK) throw new IOException("reset without a mark");
        position = mark;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
