package dev.pirn.net;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** What is written to a stream, as an output stream. */
final class StreamOutput extends OutputStream {

    /** Takes all bytes of a buffer. */
    @FunctionalInterface
    interface Target {
        void write(ByteBuffer source) throws IOException;
    }

    private final Target target;
    private final Flushable flush;
    private final Closeable owner;

    StreamOutput(Target target, Flushable flush, Closeable owner) {
        this.target = target;
        this.flush = flush;
        this.owner = owner;
    }

    @Override
    public void write(int value) throws IOException {
        target.write(ByteBuffer.wrap(new byte[] {(byte) value}));
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        target.write(ByteBuffer.wrap(bytes, offset, count));
    }

    @Override
    public void flush() throws IOException {
        flush.flush();
    }

    @Override
    public void close() throws IOException {
        owner.close();
    }
}
