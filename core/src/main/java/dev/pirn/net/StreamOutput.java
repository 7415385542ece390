package dev.pirn.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** The sending side of a stream as an output stream. */
final class StreamOutput extends OutputStream {

    private final TcpStream stream;

    StreamOutput(TcpStream stream) {
        this.stream = stream;
    }

    @Override
    public void write(int value) throws IOException {
        stream.write(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        stream.write(ByteBuffer.wrap(bytes, offset, count));
    }

    @Override
    public void flush() throws IOException {
        stream.flush();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
