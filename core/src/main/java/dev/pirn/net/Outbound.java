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

/** The sending side of a stream: who may write, and when it has to wait. */
final class Outbound implements OutboundQueue.Owner, Parker.Abort {

    /** A writer waits while more than this is queued. */
    static final int HIGH = 64 * 1024;

    /** It goes on when no more than this is left. */
    static final int LOW = 16 * 1024;

    /** From this size on, a call of its own is cheaper than copying. */
    private static final int WORTH_LENDING = 16 * 1024;

    private final IoSink sink;
    private final Object to;
    private final OutboundQueue queue;
    private final Parker writer = new Parker();
    private final Parker closer = new Parker();

    /** The writer waits until so many bytes are left. */
    private long awaited;

    /** The writer wants its lent buffer back, whatever was sent of it. */
    private boolean recalled;

    private boolean busy;

    /** Some of what the writer writes was taken, so that a close has to wait for the rest. */
    private boolean begun;

    private boolean closing;
    private boolean ended;
    private boolean failureTold;

    /**
     * @param to whose words say where the bytes go
     * @param pins whether a pending write keeps using its buffers
     */
    Outbound(Loop loop, IoSink sink, Object to, boolean pins) {
        this.sink = sink;
        this.to = to;
        this.queue = new OutboundQueue(loop, sink, pins, this);
    }

    // one writer at a time

    private void enter() throws IOException {
        Async.checkpoint();
        if (closing || ended || queue.isClosed()) throw new ClosedChannelException();
        throwFailure();
        if (busy) throw new BusyException("another coroutine is writing to this stream");
        busy = true;
    }

    private void leave() {
        busy = false;
        begun = false;
        if (closer.isParked() && isFinished()) closer.unpark();
    }

    void write(ByteBuffer source) throws IOException {
        enter();
        try {
            awaitRoom();
            put(source);
        } finally {
            leave();
        }
    }

    void write(ByteBuffer[] sources) throws IOException {
        enter();
        try {
            awaitRoom();
            if (remaining(sources) <= HIGH) putTogether(sources);
            else putOneByOne(sources);
        } finally {
            leave();
        }
    }

    void flush() throws IOException {
        if (ended) return;
        enter();
        try {
            flushQueue();
        } finally {
            leave();
        }
    }

    void end() throws IOException {
        if (ended) return;
        enter();
        try {
            flushQueue();
            ended = true;
            sink.shutdownOutput();
        } finally {
            leave();
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
            begun = true;
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
                begun = true;
            }
        } finally {
            source.limit(end);
        }
    }

    /** Has the system take the bytes from the caller's buffer; what little it leaves is copied. */
    private void lend(ByteBuffer source) throws IOException {
        queue.lend(source);
        try {
            if (queue.size() > HIGH || queue.isLentPinned()) waitFor(LOW);
            else throwFailure();
            queue.copyLent();
        } finally {
            recalled = true;
            while (!queue.recallLent()) writer.parkShielded(this);
            queue.takeLentBack();
        }
    }

    // waiting

    private void awaitRoom() throws IOException {
        if (closing && !begun) throw new AsynchronousCloseException();
        throwFailure();
        if (queue.size() > HIGH) waitFor(LOW);
    }

    private void flushQueue() throws IOException {
        queue.push();
        waitFor(0);
    }

    private void waitFor(long level) throws IOException {
        awaited = level;
        recalled = false;
        while (!isOver()) writer.park(this);
        if (queue.isClosed()) {
            Async.checkCancelled();
            throw new AsynchronousCloseException();
        }
        throwFailure();
        if (queue.size() <= level) return;
        if (recalled) Async.checkpoint(); // throws: it was recalled because the scope is cancelled
        throw new AsynchronousCloseException();
    }

    /** Whether the writer has no reason to wait any more. */
    private boolean isOver() {
        if (queue.isLentPinned()) return false;
        return queue.size() <= awaited || queue.isDead() || recalled || isRefused();
    }

    /** The stream is being closed and nothing of the waiting writer's was taken; who flushes or lends is waited for. */
    private boolean isRefused() {
        return closing && !begun && awaited == LOW && !queue.isLent();
    }

    @Override
    public boolean abort() {
        recalled = true;
        return queue.recallLent();
    }

    @Override
    public WaitReason purpose() {
        return WaitReason.of("write", queue.size() + " bytes to " + to);
    }

    @Override
    public void outputProgress() {
        if (writer.isParked() && isOver()) writer.unpark();
        if (closer.isParked() && isFinished()) closer.unpark();
    }

    /** The system tells of a reset once. If a write was told, the reader sees an end that the peer never sent. */
    void requireNoReset() throws IOException {
        IOException failure = queue.failure();
        if (failure != null && String.valueOf(failure.getMessage()).contains("reset")) throwFailure();
    }

    private void throwFailure() throws IOException {
        IOException failure = queue.failure();
        if (failure == null) return;
        if (failureTold) throw new IOException("the connection is broken: " + failure.getMessage(), failure);
        failureTold = true;
        throw failure;
    }

    // ending

    boolean isClosing() {
        return closing;
    }

    /** Waits until everything that was taken went out, and the rest of a write that has begun. */
    void finish() throws IOException {
        closing = true;
        if (writer.isParked() && isOver()) writer.unpark();
        queue.push();
        while (!isFinished()) closer.park(Parker.Abort.givingUp(this));
        if (queue.isClosed()) throw new AsynchronousCloseException(); // aborted meanwhile
        if (!failureTold) throwFailure();
    }

    private boolean isFinished() {
        return queue.isDead() || (queue.size() == 0 && !busy);
    }

    /** Drops what was not sent. */
    void close() {
        closing = true;
        queue.close();
    }
}
