package dev.pirn.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** The receiving side of a stream as an input stream. */
final class StreamInput extends InputStream {

    private final TcpStream stream;
    private final Inbound in;

    StreamInput(TcpStream stream, Inbound in) {
        this.stream = stream;
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = stream.read(1);
        return one.length == 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        return stream.read(ByteBuffer.wrap(target, offset, count));
    }

    @Override
    public int available() {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
