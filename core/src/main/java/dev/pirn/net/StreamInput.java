package dev.pirn.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** What a reader reads, as an input stream. */
final class StreamInput extends InputStream {

    private final StreamReader reader;
    private final Closeable owner;

    /** @param owner closed with this */
    StreamInput(StreamReader reader, Closeable owner) {
        this.reader = reader;
        this.owner = owner;
    }

    @Override
    public int read() throws IOException {
        byte[] one = reader.read(1);
        return one.length == 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        return reader.read(ByteBuffer.wrap(target, offset, count));
    }

    @Override
    public int available() {
        return reader.available();
    }

    @Override
    public void close() throws IOException {
        owner.close();
    }
}
