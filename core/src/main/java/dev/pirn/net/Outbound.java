package dev.pirn.net;

import dev.pirn.Async;
import dev.pirn.BusyException;
import dev.pirn.Loop;
import dev.pirn.Parker;
import dev.pirn.WaitReason;
import dev.pirn.spi.IoSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;

/**
 * The sending side of a stream: one operation at a time, and when that has to wait.
 *
 * <table>
 * <caption>Operations: at most one coroutine's is under way</caption>
 * <tr><th>operation</th><th>waits until this is left</th><th>next</th></tr>
 * <tr><td>NONE</td><td></td><td>WRITE, FLUSH, END</td></tr>
 * <tr><td>WRITE: no byte was taken yet, so a close refuses it</td><td>LOW</td><td>REST, LEND, NONE</td></tr>
 * <tr><td>REST: some bytes were taken, so a close waits for the rest</td><td>LOW</td><td>LEND, NONE</td></tr>
 * <tr><td>LEND: the system takes bytes from the caller's buffer</td><td>LOW</td><td>RECALL, REST</td></tr>
 * <tr><td>RECALL: that buffer is wanted back, whatever was sent of it</td><td>LOW</td><td>REST, NONE</td></tr>
 * <tr><td>FLUSH, END</td><td>0</td><td>NONE</td></tr>
 * </table>
 *
 * <table>
 * <caption>Phases</caption>
 * <tr><th>phase</th><th>from</th><th>next</th></tr>
 * <tr><td>OPEN</td><td>the start</td><td>ENDED, CLOSING, CLOSED</td></tr>
 * <tr><td>ENDED: this side has ended, the other one may still be read</td><td>{@link #end}</td>
 *     <td>CLOSING, CLOSED</td></tr>
 * <tr><td>CLOSING: what was taken is sent, nothing else is</td><td>{@link #finish}</td><td>CLOSED</td></tr>
 * <tr><td>CLOSED</td><td>{@link #close}</td><td></td></tr>
 * </table>
 */
final class Outbound implements OutboundQueue.Owner, Parker.Abort {

    /** A writer waits while more than this is queued. */
    static final int HIGH = 64 * 1024;

    /** It goes on when no more than this is left. */
    static final int LOW = 16 * 1024;

    /** From this size on, a call of its own is cheaper than copying. */
    private static final int WORTH_LENDING = 16 * 1024;

    private enum Op {
        NONE,
        WRITE,
        REST,
        LEND,
        RECALL,
        FLUSH,
        END
    }

    private enum Phase {
        OPEN,
        ENDED,
        CLOSING,
        CLOSED
    }

    private final IoSink sink;
    private final Object to;
    private final OutboundQueue queue;
    private final Breakage breakage;
    private final Parker writer = new Parker();
    private final Parker closer = new Parker();
    private Op op = Op.NONE;
    private Phase phase = Phase.OPEN;

    /** The breakage is shared with the other direction of the same connection. */
    Outbound(Loop loop, IoSink sink, Object to, boolean pins, Breakage breakage) {
        this.sink = sink;
        this.to = to;
        this.queue = new OutboundQueue(loop, sink, pins, this);
        this.breakage = breakage;
    }

    // operations

    private void begin(Op next) throws IOException {
        Async.checkpoint();
        if (phase != Phase.OPEN) throw new ClosedChannelException();
        breakage.check();
        if (op != Op.NONE) throw new BusyException("another coroutine is writing to this stream");
        op = next;
    }

    private void done() {
        op = Op.NONE;
        if (closer.isParked() && isFinished()) closer.unpark();
    }

    void write(ByteBuffer source) throws IOException {
        begin(Op.WRITE);
        try {
            awaitRoom();
            put(source);
        } finally {
            done();
        }
    }

    void write(ByteBuffer[] sources) throws IOException {
        begin(Op.WRITE);
        try {
            awaitRoom();
            if (remaining(sources) <= HIGH) putTogether(sources);
            else putOneByOne(sources);
        } finally {
            done();
        }
    }

    void flush() throws IOException {
        if (phase == Phase.ENDED) return;
        begin(Op.FLUSH);
        try {
            flushQueue();
        } finally {
            done();
        }
    }

    void end() throws IOException {
        if (phase == Phase.ENDED) return;
        begin(Op.END);
        try {
            flushQueue();
            if (phase == Phase.OPEN) phase = Phase.ENDED; // else it is being closed meanwhile
            sink.shutdownOutput();
        } finally {
            done();
        }
    }

    // taking bytes

    private static long remaining(ByteBuffer[] sources) {
        long total = 0;
        for (ByteBuffer source : sources) total += source.remaining();
        return total;
    }

    private void putTogether(ByteBuffer[] sources) {
        for (ByteBuffer source : sources) queue.enqueue(source);
    }

    private void putOneByOne(ByteBuffer[] sources) throws IOException {
        for (ByteBuffer source : sources) {
            awaitRoom();
            put(source);
            op = Op.REST;
        }
    }

    private void put(ByteBuffer source) throws IOException {
        int count = source.remaining();
        boolean lendable = source.isDirect() && count >= WORTH_LENDING;
        if (lendable && (count > HIGH || !queue.pins())) lend(source);
        else if (count > HIGH) putPieces(source);
        else queue.enqueue(source);
    }

    private void putPieces(ByteBuffer source) throws IOException {
        int end = source.limit();
        try {
            while (source.position() < end) {
                awaitRoom();
                source.limit(Math.min(end, source.position() + HIGH));
                queue.enqueue(source);
                op = Op.REST;
            }
        } finally {
            source.limit(end);
        }
    }

    /** Has the system take the bytes from the caller's buffer; what little it leaves is copied. */
    private void lend(ByteBuffer source) throws IOException {
        op = Op.LEND;
        queue.lend(source);
        try {
            if (queue.size() > HIGH || queue.isLentPinned()) await();
            else breakage.check();
            queue.copyLent();
        } finally {
            takeBack();
        }
    }

    /** Throws where the coroutine cannot be suspended: the buffer is an orphan then. */
    private void takeBack() {
        op = Op.RECALL;
        while (!queue.recallLent()) writer.parkShielded(this);
        queue.takeLentBack();
    }

    /** A lent buffer whose writer could not wait for it. It leaves the queue when the system has let go of it. */
    private boolean isOrphanFree() {
        return queue.isLent() && op != Op.LEND && op != Op.RECALL && !queue.isLentPinned();
    }

    // waiting

    private void awaitRoom() throws IOException {
        if (isRefused()) throw new AsynchronousCloseException();
        breakage.check();
        if (queue.size() > HIGH || queue.isLentPinned()) await();
    }

    private void flushQueue() throws IOException {
        queue.push();
        await();
    }

    /** Waits until no more is left than the operation allows. */
    private void await() throws IOException {
        while (!isOver()) writer.park(this);
        if (phase == Phase.CLOSED) {
            Async.checkCancelled();
            throw new AsynchronousCloseException();
        }
        breakage.check();
        if (queue.size() <= level()) return;
        if (op == Op.RECALL) Async.checkpoint(); // throws: it was recalled because the scope is cancelled
        throw new AsynchronousCloseException();
    }

    /** Whether the writer has no reason to wait any more. */
    private boolean isOver() {
        if (queue.isLentPinned()) return false;
        return queue.size() <= level() || queue.isDead() || op == Op.RECALL || isRefused();
    }

    private int level() {
        return op == Op.FLUSH || op == Op.END ? 0 : LOW;
    }

    /** The stream is being closed, and nothing of the writer's was taken: it need not be waited for. */
    private boolean isRefused() {
        return phase == Phase.CLOSING && op == Op.WRITE;
    }

    @Override
    public boolean abort() {
        if (op == Op.LEND) op = Op.RECALL;
        return queue.recallLent();
    }

    @Override
    public WaitReason purpose() {
        return WaitReason.of("write", queue.size() + " bytes to " + to);
    }

    @Override
    public void outputProgress() {
        IOException failure = queue.failure();
        if (failure != null) breakage.bySending(failure, sink.hasPeerEnded());
        if (isOrphanFree()) queue.takeLentBack();
        if (writer.isParked() && isOver()) writer.unpark();
        if (closer.isParked() && isFinished()) closer.unpark();
    }

    // ending

    boolean isClosing() {
        return phase == Phase.CLOSING || phase == Phase.CLOSED;
    }

    /** Waits until everything that was taken went out, and the rest of a write that has begun. */
    void finish() throws IOException {
        phase = Phase.CLOSING;
        if (writer.isParked() && isOver()) writer.unpark();
        queue.push();
        while (!isFinished()) closer.park(Parker.Abort.givingUp(this));
        if (phase == Phase.CLOSED) throw new AsynchronousCloseException(); // aborted meanwhile
        if (queue.failure() != null && !breakage.isThrown()) breakage.check();
    }

    private boolean isFinished() {
        return queue.isDead() || (queue.size() == 0 && op == Op.NONE);
    }

    void close() {
        phase = Phase.CLOSED;
        queue.close();
    }
}
