package dev.pirn.net;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads for a transport and delivers to its protocol, as long as that wants it. No call of the protocol follows one in
 * which it paused or closed; bytes that had arrived by then are kept, and come first when reading goes on.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>field</th><th>true from</th><th>until</th></tr>
 * <tr><td>paused</td><td>{@link #pause}</td><td>{@link #resume}</td></tr>
 * <tr><td>stopped</td><td>{@link #stop}: closing, or the peer has ended its side</td><td>for ever</td></tr>
 * <tr><td>pending</td><td>a read that would block</td><td>{@link #completed} or {@link #failed}</td></tr>
 * </table>
 */
abstract sealed class TransportReader implements Completion permits SharedReader, PinnedReader {

    /** So many reads in a row before others have their turn. */
    static final int READS_A_TURN = 16;

    final TcpTransport transport;
    final BufferPool pool;
    private final IoSocket socket;

    /** Arrived bytes that the protocol did not want yet, in a buffer of the pool. Nothing is read while it is there. */
    private @Nullable ByteBuffer kept;

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

    /** Reads once, and delivers what that gave. */
    abstract void readOnce();

    /** The driver completed a pending read. */
    abstract void arrived(int result);

    /** Nothing is pending and nothing is wanted: buffers go back. */
    void release() {
        if (kept != null) pool.release(kept);
        kept = null;
    }

    /** Delivers what is there and asks for more. Runs as a callback of the transport. */
    final void read() {
        for (int i = 0; i < READS_A_TURN && isReading() && !pending; i++) {
            ByteBuffer first = kept;
            kept = null;
            if (first == null) readOnce();
            else deliverOwn(first);
        }
        if (isReading() && !pending) transport.fireRead();
    }

    final boolean isReading() {
        return !paused && !stopped;
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
        else arrived(result);
    }

    @Override
    public final void failed(IOException failure) {
        pending = false;
        if (stopped) release();
        else transport.broken(failure); // which stops this
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

    // delivering

    /** Delivers from a buffer of the pool, which goes back when it is empty. */
    final void deliverOwn(ByteBuffer data) {
        deliver(data);
        if (data.hasRemaining() && !stopped) kept = data;
        else pool.release(data);
    }

    /** Delivers from a buffer that others use next: what is left is copied. */
    final void deliverShared(ByteBuffer data) {
        deliver(data);
        if (data.hasRemaining() && !stopped) {
            kept = pool.acquire(data.remaining()).put(data).flip();
        }
    }

    /** Every call may pause, close, or hand over to another protocol. */
    private void deliver(ByteBuffer data) {
        while (isReading() && data.hasRemaining()) {
            if (transport.protocol() instanceof BufferedProtocol buffered) {
                deliver(data, buffered);
            } else {
                transport.deliver(data);
                data.position(data.limit()); // the protocol had its chance
            }
        }
    }

    private void deliver(ByteBuffer data, BufferedProtocol buffered) {
        ByteBuffer target = transport.bufferOf(buffered);
        if (target == null || !isWantedBy(buffered)) return;
        int count = TcpTransport.move(data, target);
        transport.updated(buffered, count);
    }

    final boolean isWantedBy(BufferedProtocol buffered) {
        return isReading() && transport.protocol() == buffered;
    }
}
