package dev.pirn.net;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a driver that fills the buffer of a pending read: every transport has one of its own under way. It is
 * never the protocol's, which may want its own back while the read is under way.
 */
final class PinnedReader extends TransportReader {

    private @Nullable ByteBuffer buffer;

    /** How the last read ended, until {@link #readOnce} has seen it. */
    private int arrived = IoDriver.RETRY;

    private int size = BufferPool.SMALL;

    PinnedReader(TcpTransport transport, IoSocket socket, BufferPool pool) {
        super(transport, socket, pool);
    }

    @Override
    void arrived(int result) {
        arrived = result;
        if (isReading()) transport.fireRead();
    }

    @Override
    void readOnce() {
        int result = arrived;
        arrived = IoDriver.RETRY;
        handle(result == IoDriver.RETRY ? readInto(empty()) : result);
    }

    private ByteBuffer empty() {
        ByteBuffer current = buffer;
        if (current == null) current = pool.acquire(size);
        buffer = current;
        return current.clear();
    }

    private void handle(int result) {
        if (result == IoDriver.EOF && isReading()) ended();
        if (result <= 0 || buffer == null) return;
        ByteBuffer filled = buffer;
        buffer = null;
        size = BufferPool.pinnedSize(size, filled.position());
        deliverOwn(filled.flip());
    }

    @Override
    void release() {
        super.release();
        if (buffer != null) pool.release(buffer);
        buffer = null;
        arrived = IoDriver.RETRY;
    }
}
