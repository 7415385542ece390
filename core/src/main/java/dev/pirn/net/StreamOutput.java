package dev.pirn.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** What is written to a stream, as an output stream. */
final class StreamOutput extends OutputStream {

    private final StreamWriter writer;
    private final Closeable owner;

    /** @param owner closed with this */
    StreamOutput(StreamWriter writer, Closeable owner) {
        this.writer = writer;
        this.owner = owner;
    }

    @Override
    public void write(int value) throws IOException {
        writer.write(ByteBuffer.wrap(new byte[] {(byte) value}));
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        writer.write(ByteBuffer.wrap(bytes, offset, count));
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        owner.close();
    }
}
