package dev.pirn.net;

import dev.pirn.spi.IoSocket;
import java.nio.ByteBuffer;

/**
 * Reads from a driver that completes a pending read when another try can make progress: all transports of a loop read
 * into one buffer, since what is in it is delivered before the next one reads.
 */
final class SharedReader extends TransportReader {

    /** It is worth asking a {@link BufferedProtocol} for its buffer. Else a read is only made to be notified. */
    private boolean expected;

    SharedReader(TcpTransport transport, IoSocket socket, BufferPool pool) {
        super(transport, socket, pool);
    }

    @Override
    void arrived(int result) {
        expected = true;
        if (isReading()) transport.fireRead();
    }

    @Override
    void readOnce() {
        if (expected && transport.protocol() instanceof BufferedProtocol buffered) readTheirs(buffered);
        else readShared();
    }

    private void readShared() {
        ByteBuffer shared = pool.scratch(BufferPool.LARGE);
        int count = readInto(shared);
        expected = count > 0 && !shared.hasRemaining(); // after a short read there is nothing more, as a rule
        if (count > 0) deliverShared(pool.scratchRead());
    }

    private void readTheirs(BufferedProtocol protocol) {
        ByteBuffer theirs = transport.bufferOf(protocol);
        if (theirs == null || !isWantedBy(protocol)) return;
        int count = theirs.isDirect() ? readInto(theirs) : readCopied(theirs);
        expected = count > 0 && !theirs.hasRemaining();
        if (count > 0) transport.updated(protocol, count);
    }

    private int readCopied(ByteBuffer theirs) {
        int count = readInto(pool.scratch(theirs.remaining()));
        if (count > 0) theirs.put(pool.scratchRead());
        return count;
    }
}
