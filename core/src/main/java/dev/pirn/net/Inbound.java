package dev.pirn.net;

import dev.pirn.Async;
import dev.pirn.LimitExceededException;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a stream: the wait for bytes, and those that arrived and were not taken yet.
 *
 * <p>Bytes are kept here only for reads that need several at once (a line, a record); a direct buffer is filled by the
 * system without a copy. Where the driver pins buffers, a pending read has one of its own until it completes; elsewhere
 * all use the loop's scratch buffer, because nothing is in it during a wait.
 *
 * <p>A reader that cannot be suspended (a class initialiser is on its stack, say) leaves its read pending. The buffer
 * goes back when the driver has let go of it, and the bytes in it are kept for the next reader.
 */
final class Inbound {

    private static final byte[] NONE = {};

    private final IoSource source;
    private final BufferPool pool;
    private final boolean pins;
    private final Breakage breakage;
    private final IoWait wait;

    private int pinnedSize = BufferPool.SMALL;
    private byte[] bytes = NONE;
    private int head;
    private int tail;
    private boolean ended;
    private boolean closed;

    /**
     * Where the bytes come from is said by {@code from}: never the stream, which may be dropped while a read is
     * pending. The breakage is shared with the other direction.
     */
    Inbound(IoSource source, Object from, BufferPool pool, boolean pins, Breakage breakage) {
        this.source = source;
        this.pool = pool;
        this.pins = pins;
        this.breakage = breakage;
        this.wait = new IoWait("read", from, source::cancel);
    }

    int available() {
        return tail - head;
    }

    /** Reads some bytes: those that are here, else waits for more. Answers -1 at the end of the stream. */
    int read(ByteBuffer target) throws IOException {
        if (isHere()) return takeInto(target);
        if (!target.hasRemaining()) return 0;
        if (isEnded()) return IoDriver.EOF;
        if (target.isDirect()) return receive(target, 0, false);
        ByteBuffer fetched = fetch(target.remaining());
        if (fetched == null) return IoDriver.EOF;
        int count = fetched.remaining();
        target.put(fetched);
        done(fetched);
        return count;
    }

    private int takeInto(ByteBuffer target) {
        int count = Math.min(available(), target.remaining());
        target.put(bytes, head, count);
        drop(count);
        return count;
    }

    /** Reads some bytes, at most so many; an empty array at the end of the stream. */
    byte[] readSome(int max) throws IOException {
        if (isHere()) return take(Math.min(max, available()));
        ByteBuffer fetched = isEnded() ? null : fetch(max);
        if (fetched == null) return NONE;
        byte[] result = new byte[fetched.remaining()];
        fetched.get(result);
        done(fetched);
        return result;
    }

    /** Waits until there is more than before. False at the end of the stream. */
    boolean fill() throws IOException {
        Async.checkpoint(); // between the pieces of a record too, a cancelled reader must not begin another read
        if (wait.isLate()) {
            int before = available();
            awaitLate();
            if (available() > before) return true;
        }
        ByteBuffer fetched = isEnded() ? null : fetch(BufferPool.LARGE);
        if (fetched == null) return false;
        try {
            int count = fetched.remaining();
            ensureRoom(count);
            fetched.get(bytes, tail, count);
            tail += count;
        } finally {
            done(fetched);
        }
        return true;
    }

    // what is here

    /** {@return the index of a byte among those here, looking from an index on; -1 if there is none} */
    int indexOf(byte wanted, int from) {
        byte[] in = bytes;
        for (int i = head + from; i < tail; i++) {
            if (in[i] == wanted) return i - head;
        }
        return -1;
    }

    /** {@return how many of the bytes here are the first message; see {@link Separators#end}} */
    int endOf(Separators separators, int searched) {
        return separators.end(bytes, head, tail, searched);
    }

    /** {@return the length of the separator that ends after so many of the bytes here} */
    int separatorBefore(Separators separators, int end) {
        return separators.lengthBefore(bytes, head, head + end);
    }

    byte at(int index) {
        return bytes[head + index];
    }

    byte[] take(int count) {
        if (count == 0) return NONE;
        byte[] result = Arrays.copyOfRange(bytes, head, head + count);
        drop(count);
        return result;
    }

    /** {@return the first bytes as text} They stay here. */
    String text(int count) {
        return new String(bytes, head, count, StandardCharsets.UTF_8);
    }

    void drop(int count) {
        head += count;
        if (head < tail) return;
        if (bytes.length == BufferPool.MEDIUM) pool.releaseArray(bytes);
        bytes = NONE;
        head = 0;
        tail = 0;
    }

    private void ensureRoom(int count) throws LimitExceededException {
        if (bytes.length - tail >= count) return;
        int here = available();
        long needed = (long) here + count;
        if (needed > Integer.MAX_VALUE - 8)
            throw new LimitExceededException("more than 2 GiB cannot be held: " + needed);
        byte[] roomy = needed <= bytes.length ? bytes : larger((int) needed);
        System.arraycopy(bytes, head, roomy, 0, here);
        if (roomy != bytes && bytes.length == BufferPool.MEDIUM) pool.releaseArray(bytes);
        bytes = roomy;
        head = 0;
        tail = here;
    }

    /** Twice what is needed, so that a long record is not copied for every piece. Else never of the pool's size. */
    private byte[] larger(int needed) {
        if (needed <= BufferPool.MEDIUM) return pool.acquireArray();
        return new byte[(int) Math.min(Integer.MAX_VALUE - 8, 2L * needed)];
    }

    // from the system

    /** Reads once into a buffer of the loop, which the caller empties and gives to {@link #done}. Null at the end. */
    private @Nullable ByteBuffer fetch(int max) throws IOException {
        if (!pins) return receive(null, max, false) < 0 ? null : pool.scratchRead();
        ByteBuffer own = pool.acquire(Math.min(max, pinnedSize));
        int received = IoDriver.EOF;
        try {
            own.limit(Math.min(max, own.capacity()));
            received = receive(own, max, true);
        } finally {
            if (received < 0 && !wait.isPending()) pool.release(own);
        }
        if (received < 0) return null;
        pinnedSize = BufferPool.pinnedSize(pinnedSize, received);
        return own.flip();
    }

    private void done(ByteBuffer fetched) {
        if (pins) pool.release(fetched);
    }

    /** Waits until bytes arrive in a direct buffer, null for the scratch buffer. Cancelled, it has moved none. */
    private int receive(@Nullable ByteBuffer own, int max, boolean isPooled) throws IOException {
        while (true) {
            ByteBuffer target = own != null ? own : pool.scratch(max);
            int result = tryReceive(target, isPooled);
            if (closed) { // also where bytes came first: they are not wanted any more
                Async.checkCancelled();
                throw new AsynchronousCloseException();
            }
            if (result > 0) return result;
            if (result == IoDriver.EOF) {
                ended = true;
                breakage.checkEnd();
                return result;
            }
            Async.checkpoint(); // to be tried again, or cancelled: by our scope, which throws here, or by a close
        }
    }

    private int tryReceive(ByteBuffer target, boolean isPooled) throws IOException {
        try {
            int result = source.read(target, wait);
            return result == IoDriver.PENDING ? awaitRead(target, isPooled) : result;
        } catch (IOException failure) {
            broken(failure);
            breakage.check();
            throw failure; // not reached
        }
    }

    private void broken(IOException why) {
        ended = true;
        breakage.byReceiving(why);
    }

    /** {@return whether the end was reached in order} Bytes that arrived before a failure can be read before that. */
    private boolean isEnded() throws IOException {
        if (ended) breakage.checkEnd();
        return ended;
    }

    private int awaitRead(ByteBuffer target, boolean isPooled) throws IOException {
        try {
            return wait.await();
        } finally {
            if (wait.isPending()) handOver(target, isPooled);
        }
    }

    // a read whose coroutine could not be suspended

    private void handOver(ByteBuffer target, boolean isPooled) {
        int start = target.position();
        ByteBuffer seen = target.duplicate(); // position and limit of the caller's may have changed by then
        wait.handOver((result, failure) -> {
            if (failure != null) broken(failure);
            else if (result > 0 && !closed) keep(seen.limit(start + result).position(start));
            if (isPooled) pool.release(target);
        });
    }

    private void keep(ByteBuffer arrived) {
        int count = arrived.remaining();
        try {
            ensureRoom(count);
        } catch (LimitExceededException tooMuch) {
            broken(tooMuch);
            return;
        }
        arrived.get(bytes, tail, count);
        tail += count;
    }

    private boolean isHere() throws IOException {
        if (head == tail && wait.isLate()) awaitLate();
        return head < tail;
    }

    /** Waits for the end of that read, which the driver was asked for. */
    private void awaitLate() throws IOException {
        try {
            int ignored = wait.await();
        } catch (IOException broken) {
            breakage.check();
            throw broken; // not reached: it was handed over
        }
    }

    /** The stream was closed: a reader that waits here learns of it by the end of the socket's operation. */
    void close() {
        closed = true;
        drop(available());
    }
}
