package dev.pirn.net;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads from a driver that fills the buffer of a pending read: every transport has one of its own under way. */
final class PinnedReader extends TransportReader {

    private @Nullable ByteBuffer buffer;

    /** What was told and the protocol has not seen. */
    private int told = IoDriver.RETRY;

    private int size = BufferPool.SMALL;

    PinnedReader(TcpTransport transport, IoSocket socket, BufferPool pool) {
        super(transport, socket, pool);
    }

    @Override
    void told(int result) {
        told = result;
        if (isReading()) transport.fireRead();
    }

    @Override
    void read() {
        for (int i = 0; i < READS_A_TURN && isReading() && !isPending(); i++) {
            int result = told;
            told = IoDriver.RETRY;
            handle(result == IoDriver.RETRY ? readInto(empty()) : result);
        }
        if (isReading() && !isPending()) transport.fireRead();
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
        transport.deliver(filled.flip());
        pool.release(filled);
    }

    @Override
    void release() {
        if (buffer != null) pool.release(buffer);
        buffer = null;
        told = IoDriver.RETRY;
    }
}
