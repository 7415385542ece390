package dev.pirn.net;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads for a transport and delivers to its protocol, as long as that wants it. */
abstract sealed class TransportReader implements Completion permits SharedReader, PinnedReader {

    /** So many reads in a row before others have their turn. */
    static final int READS_A_TURN = 16;

    final TcpTransport transport;
    final BufferPool pool;
    private final IoSocket socket;
    private boolean paused;
    private boolean stopped;
    private boolean pending;

    TransportReader(TcpTransport transport, IoSocket socket, BufferPool pool) {
        this.transport = transport;
        this.socket = socket;
        this.pool = pool;
    }

    static TransportReader of(TcpTransport transport, IoSocket socket) {
        BufferPool pool = BufferPool.of(transport.loop());
        return transport.loop().driver().pinsBuffers()
                ? new PinnedReader(transport, socket, pool)
                : new SharedReader(transport, socket, pool);
    }

    /** Delivers what is there and asks for more. Runs as a callback of the transport. */
    abstract void read();

    /** The driver told of a pending read. */
    abstract void told(int result);

    /** Nothing is pending and nothing is wanted: buffers go back. */
    void release() {}

    final boolean isReading() {
        return !paused && !stopped;
    }

    final boolean isPending() {
        return pending;
    }

    final void pause() {
        paused = true;
    }

    final void resume() {
        if (!paused) return;
        paused = false;
        if (!stopped && !pending) transport.fireRead();
    }

    final void stop() {
        stopped = true;
        if (!pending) release();
    }

    @Override
    public final void completed(int result) {
        pending = false;
        if (stopped) release();
        else told(result);
    }

    /** {@return the bytes read; zero or less if there are none, and then all that follows from it has been done} */
    final int readInto(ByteBuffer target) {
        int result;
        try {
            result = socket.read(target, this);
        } catch (IOException e) {
            transport.broken(e);
            return 0;
        }
        if (result == IoDriver.PENDING) pending = true;
        if (result == IoDriver.EOF) ended();
        return result;
    }

    final void ended() {
        stop();
        transport.inputEnded();
    }

    @Override
    public final void failed(IOException failure) {
        pending = false;
        if (stopped) release();
        else transport.broken(failure); // which stops this
    }
}
