package dev.pirn.net;

import dev.pirn.Async;
import dev.pirn.BusyException;
import dev.pirn.Cancelled;
import dev.pirn.LimitExceededException;
import dev.pirn.Loop;
import dev.pirn.leak.Ownership;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSource;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that arrive one way, read by a coroutine as if it blocked: asyncio's {@code StreamReader}. It is what a {@link
 * TcpStream} reads with, and the reading end of a pipe.
 *
 * <p>It belongs to its loop and is used by that loop's coroutines, by one at a time; a second one gets a {@link
 * BusyException}. {@link #close} may come at any time: a read that waits then throws {@link
 * AsynchronousCloseException}, and later ones {@link ClosedChannelException}.
 *
 * <p>Every operation that can wait throws {@link Cancelled} when its scope is cancelled, at entry or while it waits. It
 * has taken nothing then: what arrived meanwhile is there for the next read, which can start at once.
 *
 * <p>Lines and records are cut out of what has arrived; bytes behind them stay for the next read of any kind. At the
 * end of the stream {@code readExactly} and {@code readUntil} throw {@link EOFException}, and the bytes that were too
 * few stay readable, for example by {@link #read(int)}.
 */
public final class StreamReader implements AutoCloseable {

    /** The longest line that {@link #readLine()} takes, in bytes: {@value}. */
    public static final int DEFAULT_LINE_LIMIT = 64 * 1024;

    private final Loop loop;
    private final Inbound in;
    private final Object owner;
    private final Runnable closeSource;
    private final boolean checks;
    private boolean reading;
    private boolean closed;

    /** The owner, for messages, is reachable as long as this is. */
    StreamReader(Loop loop, Inbound in, Object owner, Runnable closeSource) {
        this.loop = loop;
        this.in = in;
        this.owner = owner;
        this.closeSource = closeSource;
        this.checks = loop.debug();
    }

    /**
     * {@return a reader of a source, for code that builds streams} On the loop; does not suspend.
     *
     * @param loop the loop it belongs to
     * @param source where the bytes come from, closed with the reader. It must not use a buffer any more once it has
     *     answered {@link IoDriver#PENDING}; it completes with {@link IoDriver#RETRY} instead when there is something
     * @param owner whose bytes these are, for messages; stays reachable as long as the reader
     */
    public static StreamReader of(Loop loop, IoSource source, Object owner) {
        Inbound in = new Inbound(source, source, BufferPool.of(loop), false, new Breakage());
        return new StreamReader(loop, in, owner, () -> source.close(true));
    }

    /**
     * Reads what is there, and waits if that is nothing. A direct buffer gets the bytes without a copy.
     *
     * @param target where to put the bytes; not to be touched until this returns
     * @return how many were read, more than zero; -1 at the end of the stream; 0 if the buffer has no room
     * @throws IOException if the stream is broken
     */
    public int read(ByteBuffer target) throws IOException {
        if (target.isReadOnly()) throw new IllegalArgumentException("a read-only buffer: " + target);
        startReading();
        try {
            return in.read(target);
        } finally {
            reading = false;
        }
    }

    /**
     * Reads what is there, and waits if that is nothing.
     *
     * @param max at most so many bytes, more than zero
     * @return the bytes; none at the end of the stream
     * @throws IOException if the stream is broken
     */
    public byte[] read(int max) throws IOException {
        if (max <= 0) throw new IllegalArgumentException("max must be positive: " + max);
        startReading();
        try {
            return in.readSome(max);
        } finally {
            reading = false;
        }
    }

    /**
     * Reads until the end of the stream.
     *
     * @return all bytes that were left
     * @throws IOException if the stream is broken
     */
    public byte[] readAll() throws IOException {
        startReading();
        try {
            return Framing.all(in);
        } finally {
            reading = false;
        }
    }

    /**
     * Reads a certain number of bytes.
     *
     * @param count how many
     * @return as many bytes
     * @throws EOFException if the stream ends before; it names both numbers, and what has arrived stays readable
     * @throws IOException if the stream is broken
     */
    public byte[] readExactly(int count) throws IOException {
        if (count < 0) throw new IllegalArgumentException("count must not be negative: " + count);
        startReading();
        try {
            return Framing.exactly(in, count);
        } finally {
            reading = false;
        }
    }

    /**
     * Reads through the first separator. Of several separators the one that ends first in the stream wins; of those
     * that end together, the longest.
     *
     * @param limit at most so many bytes before the separator
     * @param separators what ends a record, at least one, none of them empty
     * @return the bytes, the separator included
     * @throws LimitExceededException if there are more bytes before the separator; all of them stay readable
     * @throws EOFException if the stream ends before; what has arrived stays readable
     * @throws IOException if the stream is broken
     */
    public byte[] readUntil(int limit, byte[]... separators) throws IOException {
        Separators ends = new Separators(separators);
        startReading();
        try {
            return Framing.until(in, limit, ends);
        } finally {
            reading = false;
        }
    }

    /**
     * Reads a line of at most 64 KiB, as {@link #readLine(int)}.
     *
     * @return the line, or null at the end of the stream
     * @throws IOException if the stream is broken or the line is too long
     */
    public @Nullable String readLine() throws IOException {
        return readLine(DEFAULT_LINE_LIMIT);
    }

    /**
     * Reads a line, which ends with {@code \n} or {@code \r\n}; the last one also with the stream. It is decoded as
     * UTF-8; what is none becomes U+FFFD.
     *
     * @param limit at most so many bytes before the {@code \n}
     * @return the line without its end, or null at the end of the stream
     * @throws LimitExceededException if the line is longer. Unlike {@link #readUntil}, this drops it: through its end
     *     if that has arrived, else everything that has
     * @throws IOException if the stream is broken
     */
    public @Nullable String readLine(int limit) throws IOException {
        startReading();
        try {
            return Framing.line(in, limit);
        } finally {
            reading = false;
        }
    }

    /**
     * {@return the lines until the end of the stream, each read with {@link #readLine()} when it is asked for} Failures
     * are thrown as {@link UncheckedIOException}.
     */
    public Iterable<String> lines() {
        return () -> new LineIterator(this);
    }

    // After the checkpoint, because that may let others run.
    private void startReading() throws IOException {
        checkHere();
        Async.checkpoint();
        if (closed) throw new ClosedChannelException();
        if (reading) throw new BusyException("another coroutine is reading from " + owner);
        reading = true;
    }

    /** In debug mode only: a coroutine of another loop would wait here for ever, or break what this loop is doing. */
    private void checkHere() {
        if (checks) Ownership.check(loop, owner);
    }

    // ending and views

    /** Closes it at once: what was not read is dropped. Never waits; doing it again is fine. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        in.close();
        closeSource.run();
    }

    /** {@return whether it was closed} */
    public boolean isClosed() {
        return closed;
    }

    /** {@return this for code that wants an {@link InputStream}} To be used in coroutines; closing it closes this. */
    public InputStream inputStream() {
        return new StreamInput(this, this::close);
    }

    /** {@return how many bytes have arrived and were not taken} */
    int available() {
        return in.available();
    }

    @Override
    public String toString() {
        return "StreamReader[" + owner + (closed ? ", closed]" : "]");
    }

    /** The lines of a stream; one is read ahead when the caller asks whether there is one. */
    private static final class LineIterator implements Iterator<String> {

        private final StreamReader reader;
        private @Nullable String next;

        LineIterator(StreamReader reader) {
            this.reader = reader;
        }

        @Override
        public boolean hasNext() {
            try {
                if (next == null) next = reader.readLine();
                return next != null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String next() {
            if (!hasNext() || next == null) throw new NoSuchElementException("the stream has ended");
            String line = next;
            next = null;
            return line;
        }
    }

    /** What a reader reads, as an input stream. */
    static final class StreamInput extends InputStream {

        private final StreamReader reader;
        private final Closeable owner;

        StreamInput(StreamReader reader, Closeable owner) {
            this.reader = reader;
            this.owner = owner;
        }

        @Override
        public int read() throws IOException {
            byte[] one = reader.read(1);
            return one.length == 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            Objects.checkFromIndexSize(offset, count, target.length);
            return reader.read(ByteBuffer.wrap(target, offset, count));
        }

        @Override
        public int available() {
            return reader.available();
        }

        @Override
        public void close() throws IOException {
            owner.close();
        }
    }
}
