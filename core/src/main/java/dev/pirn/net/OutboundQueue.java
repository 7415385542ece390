package dev.pirn.net;

import dev.pirn.Loop;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has to send: buffers in order, written with one gathering call. Shared by streams and transports.
 *
 * <p>Small writes are copied into the loop's buffers and sent in one call at the end of the turn, or at once when 64
 * KiB have come together. One large buffer can be lent instead: the system takes its bytes from there.
 *
 * <p>The first failure is kept; what was queued is dropped then and what comes later is ignored.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>field</th><th>true from</th><th>until</th></tr>
 * <tr><td>scheduled</td><td>{@link #schedule}</td><td>{@link #run}, at the end of the turn</td></tr>
 * <tr><td>pending</td><td>a write that would block</td><td>{@link #completed} or {@link #failed}</td></tr>
 * <tr><td>closed</td><td>{@link #close}</td><td>for ever</td></tr>
 * </table>
 */
final class OutboundQueue implements Completion, Runnable {

    /** From here on it does not wait for the end of the turn. */
    private static final int FULL = BufferPool.LARGE;

    /** So many buffers a call: far more than are ever queued by a stream, and below what any system takes. */
    private static final int MOST_BUFFERS = 64;

    /** Told, on the loop and perhaps inside a poll, that bytes went out or that it failed; must only mark something. */
    interface Owner {

        /** Something went out, or nothing will any more. */
        void outputProgress();
    }

    private final Loop loop;
    private final IoSink sink;
    private final BufferPool pool;
    private final Owner owner;
    private final boolean pins;

    /** Between head and tail, each from its position to its limit. */
    private ByteBuffer[] buffers = new ByteBuffer[2];

    private int head;
    private int tail;
    private long size;

    /** The caller's own buffer; always the last one. */
    private @Nullable ByteBuffer lent;

    /** Where the buffers end that the system is using, if it pins them. */
    private int pinnedEnd;

    private boolean scheduled;
    private boolean pending;
    private boolean closed;
    private @Nullable IOException failure;

    OutboundQueue(Loop loop, IoSink sink, boolean pins, Owner owner) {
        this.loop = loop;
        this.sink = sink;
        this.pool = BufferPool.of(loop);
        this.owner = owner;
        this.pins = pins;
    }

    long size() {
        return size;
    }

    /** {@return whether nothing will be sent any more} */
    boolean isDead() {
        return closed || failure != null;
    }

    boolean isClosed() {
        return closed;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    /** {@return whether the system uses the buffers of a pending write until that completes} */
    boolean pins() {
        return pins;
    }

    // putting in

    /** Copies all bytes of a buffer; they are sent at the end of the turn at the latest. */
    void enqueue(ByteBuffer source) {
        append(source);
        if (size >= FULL) push();
        else if (size > 0) schedule();
    }

    /** Sends what the system takes at once if nothing is queued, and copies the rest. */
    void sendOrEnqueue(ByteBuffer source) {
        if (size > 0) {
            enqueue(source);
        } else if (pins || !source.isDirect()) {
            append(source);
            push();
        } else {
            lend(source);
            copyLent();
        }
    }

    void append(ByteBuffer source) {
        if (isDead()) {
            source.position(source.limit());
            return;
        }
        size += source.remaining();
        while (source.hasRemaining()) fill(lastWithRoom(source.remaining()), source);
    }

    private static void fill(ByteBuffer segment, ByteBuffer source) {
        int end = segment.limit();
        int count = Math.min(source.remaining(), segment.capacity() - end);
        segment.limit(end + count);
        segment.put(end, source, source.position(), count);
        source.position(source.position() + count);
    }

    private ByteBuffer lastWithRoom(int wanted) {
        assert lent == null;
        if (head < tail && !isLastPinned()) {
            ByteBuffer last = buffers[tail - 1];
            if (last.limit() < last.capacity()) return last;
        }
        ByteBuffer fresh = pool.acquire(wanted).limit(0);
        add(fresh);
        return fresh;
    }

    private boolean isLastPinned() {
        return pins && pending && tail == pinnedEnd;
    }

    private void add(ByteBuffer buffer) {
        if (tail == buffers.length) makeRoom();
        buffers[tail++] = buffer;
    }

    /** In a new array, because a pending write may still look at the old one. */
    private void makeRoom() {
        int count = tail - head;
        ByteBuffer[] roomy = new ByteBuffer[Math.max(buffers.length, 2 * count)];
        System.arraycopy(buffers, head, roomy, 0, count);
        buffers = roomy;
        pinnedEnd -= head;
        head = 0;
        tail = count;
    }

    // the caller's own buffer

    /** Queues the caller's buffer without copying and sends what the system takes. Its position says what was sent. */
    void lend(ByteBuffer source) {
        if (isDead()) return;
        size += source.remaining();
        add(source);
        lent = source;
        push();
    }

    /** {@return whether a buffer of the caller's is in the queue} */
    boolean isLent() {
        return lent != null;
    }

    /** {@return whether the system may be using the lent buffer} */
    boolean isLentPinned() {
        return lent != null && isLastPinned();
    }

    /** Takes the lent buffer back, with the bytes that were not sent. */
    void takeLentBack() {
        assert !isLentPinned();
        ByteBuffer source = lent;
        if (source == null) return;
        lent = null;
        if (!isDead()) size -= source.remaining(); // else nothing counts any more
        forget(--tail);
        if (head == tail) reset();
        owner.outputProgress();
    }

    /** Replaces the lent buffer by a copy of what was not sent of it. */
    void copyLent() {
        ByteBuffer source = lent;
        takeLentBack();
        if (source == null || !source.hasRemaining()) return;
        append(source);
        schedule();
    }

    /** Asks the system to let go of the lent buffer; false if it has not yet: the owner is notified when it has. */
    boolean recallLent() {
        if (isLentPinned()) sink.cancel(this);
        return !isLentPinned();
    }

    // sending

    private void schedule() {
        if (scheduled || pending) return; // pending: it goes on with the completion
        scheduled = true;
        loop.beforePoll(this);
    }

    /** At the end of the turn. */
    @Override
    public void run() {
        scheduled = false;
        push();
    }

    /** Sends until nothing is left or the system takes no more. */
    void push() {
        while (size > 0 && !pending) {
            int count = Math.min(tail - head, MOST_BUFFERS);
            int result;
            try {
                result = sink.write(buffers, head, count, this);
            } catch (IOException e) {
                fail(e);
                return;
            }
            if (result != IoDriver.PENDING) {
                sent(result);
            } else {
                pending = true;
                pinnedEnd = head + count;
            }
        }
    }

    @Override
    public void completed(int result) {
        pending = false;
        if (isDead()) {
            drop();
            return;
        }
        if (result > 0) sent(result);
        else owner.outputProgress(); // a lent buffer may be free now
        if (size > 0) schedule();
    }

    @Override
    public void failed(IOException why) {
        pending = false;
        fail(why);
    }

    private void sent(int count) {
        size -= count;
        while (head < tail && !buffers[head].hasRemaining()) removeFirst();
        if (head == tail) reset();
        owner.outputProgress();
    }

    private void removeFirst() {
        if (lent != null && head == tail - 1) lent = null;
        else pool.release(buffers[head]);
        forget(head++);
    }

    private void forget(int index) {
        Arrays.fill(buffers, index, index + 1, null);
    }

    private void reset() {
        head = 0;
        tail = 0;
    }

    // ending

    private void fail(IOException why) {
        if (!isDead()) failure = why;
        drop();
    }

    /** Ends it: what was not sent is dropped. A pinned buffer is kept until the system has let go of it. */
    void close() {
        closed = true;
        drop();
    }

    private void drop() {
        size = 0;
        if (!pins || !pending) { // else completed() comes back here
            while (head < tail) removeFirst();
            reset();
        }
        owner.outputProgress();
    }
}
