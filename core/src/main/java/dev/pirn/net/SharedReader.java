package dev.pirn.net;

import dev.pirn.spi.IoSocket;
import java.nio.ByteBuffer;

/**
 * Reads from a driver that tells when reading can make progress: all transports of a loop read into one buffer, since
 * what is in it is delivered before anybody else reads.
 */
final class SharedReader extends TransportReader {

    /**
     * Something is there: worth asking a {@link BufferedProtocol} for its buffer. Else a read is only made to be told.
     */
    private boolean expected;

    SharedReader(TcpTransport transport, IoSocket socket, BufferPool pool) {
        super(transport, socket, pool);
    }

    @Override
    void told(int result) {
        expected = true;
        if (isReading()) transport.fireRead();
    }

    @Override
    void read() {
        for (int i = 0; i < READS_A_TURN && isReading() && !isPending(); i++) {
            boolean intoTheirs = expected && transport.protocol() instanceof BufferedProtocol;
            expected = false; // after a short read there is nothing more, as a rule
            if (intoTheirs) readTheirs((BufferedProtocol) transport.protocol());
            else readShared();
        }
        if (isReading() && !isPending()) transport.fireRead();
    }

    private void readShared() {
        ByteBuffer shared = pool.scratch(BufferPool.LARGE);
        int count = readInto(shared);
        if (count <= 0) return;
        expected = !shared.hasRemaining();
        transport.deliver(pool.scratchRead());
    }

    private void readTheirs(BufferedProtocol protocol) {
        ByteBuffer theirs = transport.bufferOf(protocol);
        if (theirs == null) return;
        int count = theirs.isDirect() ? readInto(theirs) : readCopied(theirs);
        if (count <= 0) return;
        expected = !theirs.hasRemaining();
        transport.updated(protocol, count);
    }

    private int readCopied(ByteBuffer theirs) {
        int count = readInto(pool.scratch(theirs.remaining()));
        if (count > 0) theirs.put(pool.scratchRead());
        return count;
    }
}
