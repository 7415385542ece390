package dev.pirn.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** A stream as a channel that blocks the coroutine. */
final class StreamChannel implements ByteChannel {

    private final TcpStream stream;

    StreamChannel(TcpStream stream) {
        this.stream = stream;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return stream.read(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = source.remaining();
        stream.write(source);
        return count;
    }

    @Override
    public boolean isOpen() {
        return !stream.isClosed();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
