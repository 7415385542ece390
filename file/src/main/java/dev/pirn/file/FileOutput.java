package dev.pirn.file;

import dev.pirn.BusyException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A file as an output stream. What could not be written stays in the buffer, for the next flush. */
final class FileOutput extends OutputStream {

    private final AsyncFile file;
    private final ByteBuffer buffer = ByteBuffer.allocate(FileInput.BUFFER);
    private long position;
    private boolean busy;

    FileOutput(AsyncFile file) {
        this.file = file;
    }

    @Override
    public void write(int value) throws IOException {
        enter();
        if (!buffer.hasRemaining()) flush();
        buffer.put((byte) value);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        enter();
        if (count > buffer.remaining()) flush();
        if (count < buffer.capacity()) buffer.put(bytes, offset, count);
        else send(ByteBuffer.wrap(bytes, offset, count));
    }

    @Override
    public void flush() throws IOException {
        enter();
        if (buffer.position() == 0) return;
        buffer.flip();
        try {
            send(buffer);
        } finally {
            buffer.compact();
        }
    }

    private void enter() throws IOException {
        file.requireOpen();
        if (busy) throw new BusyException("another coroutine is writing to this stream of " + file);
    }

    private void send(ByteBuffer source) throws IOException {
        busy = true;
        int from = source.position();
        try {
            file.write(source, position);
        } finally {
            position += source.position() - from;
            busy = false;
        }
    }

    @Override
    public void close() throws IOException {
        if (file.isClosed()) return;
        try (file) {
            flush();
        }
    }
}
