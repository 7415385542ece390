package dev.pirn.net;

import dev.pirn.BusyException;
import dev.pirn.Cancelled;
import dev.pirn.Loop;
import dev.pirn.leak.Ownership;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSink;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;

/**
 * Bytes that go one way, written by a coroutine as if it blocked: asyncio's {@code StreamWriter} for the writing end of
 * a pipe.
 *
 * <p>It belongs to its loop and is used by that loop's coroutines, by one at a time; a second one gets a {@link
 * BusyException}. {@link #abort} may come at any time: a write that waits then throws {@link
 * AsynchronousCloseException}, and later ones {@link ClosedChannelException}.
 *
 * <p>A write returns as soon as its bytes are taken: the caller may change its buffer then. They are sent at the end of
 * the loop's turn, together with what else was written in it, or at once when 64 KiB have come together. Above 64 KiB a
 * writer waits until no more than 16 KiB are left. A failure to send is thrown by the next write, flush or close, and
 * by all later ones.
 */
public final class StreamWriter implements AutoCloseable {

    private final Loop loop;
    private final IoSink sink;
    private final Outbound out;
    private final Object owner;
    private final boolean checks;
    private boolean closed;

    /** @param owner whose bytes these are, for messages; reachable as long as this is */
    StreamWriter(Loop loop, IoSink sink, Outbound out, Object owner) {
        this.loop = loop;
        this.sink = sink;
        this.out = out;
        this.owner = owner;
        this.checks = loop.debug();
    }

    /**
     * {@return a writer to a sink, for code that builds streams} On the loop; does not suspend.
     *
     * @param loop the loop it belongs to
     * @param sink where the bytes go, closed with the writer. It must not use a buffer any more once it has answered
     *     {@link IoDriver#PENDING}; it completes with {@link IoDriver#RETRY} instead when it can take something
     * @param owner whose bytes these are, for messages; stays reachable as long as the writer
     */
    public static StreamWriter of(Loop loop, IoSink sink, Object owner) {
        return new StreamWriter(loop, sink, new Outbound(loop, sink, sink, false, new Breakage()), owner);
    }

    /**
     * Writes all bytes of a buffer. Large direct buffers are sent without a copy.
     *
     * @param source the bytes; its position moves to its limit. Not to be touched until this returns
     * @throws IOException if the stream is broken; nothing is known of what the reader got then
     * @throws Cancelled if the scope is cancelled: the position says which bytes were taken and are or will be sent. Up
     *     to 64 KiB it is all or nothing
     */
    public void write(ByteBuffer source) throws IOException {
        checkHere();
        out.write(source);
    }

    /**
     * Writes all bytes of some buffers, in order, with as few system calls as possible.
     *
     * @param sources the buffers, each as in {@link #write(ByteBuffer)}
     * @throws IOException if the stream is broken; nothing is known of what the reader got then
     * @throws Cancelled if the scope is cancelled: the positions say which bytes were taken and are or will be sent. Up
     *     to 64 KiB in all it is all or nothing
     */
    public void write(ByteBuffer... sources) throws IOException {
        checkHere();
        out.write(sources);
    }

    /**
     * Writes an array.
     *
     * @param bytes the bytes
     * @throws IOException if the stream is broken; nothing is known of what the reader got then
     * @throws Cancelled if the scope is cancelled. Up to 64 KiB nothing was taken then; of a longer array the first
     *     bytes may have been (write a buffer to know)
     */
    public void write(byte[] bytes) throws IOException {
        write(ByteBuffer.wrap(bytes));
    }

    /**
     * Writes text in UTF-8, as {@link #write(byte[])}.
     *
     * @param text the text
     * @throws IOException if the stream is broken; nothing is known of what the reader got then
     * @throws Cancelled if the scope is cancelled, as in {@link #write(byte[])}
     */
    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Waits until the system has taken everything that was written.
     *
     * @throws IOException if the stream is broken
     * @throws Cancelled if the scope is cancelled; what was written will still be sent
     */
    public void flush() throws IOException {
        checkHere();
        out.flush();
    }

    /**
     * Sends what was written and ends the stream: its reader gets the end. It waits for a reader that is slow, as long
     * as the scope allows; a write that another coroutine has under way is completed first. Closing twice is fine.
     *
     * @throws IOException if bytes could not be sent and no other call has thrown that; it is closed all the same
     * @throws Cancelled if the scope is cancelled and bytes would have to wait: they are dropped then
     */
    @Override
    public void close() throws IOException {
        if (closed || out.isClosing()) return;
        boolean orderly = false;
        try {
            out.finish();
            orderly = true;
        } finally {
            end(!orderly);
        }
    }

    /** Ends the stream at once, dropping what was not sent. Never waits; doing it again is fine. */
    public void abort() {
        end(true);
    }

    private void end(boolean abort) {
        if (closed) return;
        closed = true;
        out.close();
        sink.close(abort);
    }

    /** {@return whether it was closed or aborted, or is being closed} */
    public boolean isClosed() {
        return closed || out.isClosing();
    }

    /** {@return this as an {@link OutputStream}} To be used in coroutines; it flushes and closes this. */
    public OutputStream outputStream() {
        return new StreamOutput(this, this::close);
    }

    /** In debug mode only: a coroutine of another loop would wait here for ever, or break what this loop is doing. */
    private void checkHere() {
        if (checks) Ownership.check(loop, owner);
    }

    @Override
    public String toString() {
        return "StreamWriter[" + owner + (isClosed() ? ", closed]" : "]");
    }

    /** What is written to a stream, as an output stream. */
    static final class StreamOutput extends OutputStream {

        private final StreamWriter writer;
        private final Closeable owner;

        StreamOutput(StreamWriter writer, Closeable owner) {
            this.writer = writer;
            this.owner = owner;
        }

        @Override
        public void write(int value) throws IOException {
            writer.write(ByteBuffer.wrap(new byte[] {(byte) value}));
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            writer.write(ByteBuffer.wrap(bytes, offset, count));
        }

        @Override
        public void flush() throws IOException {
            writer.flush();
        }

        @Override
        public void close() throws IOException {
            owner.close();
        }
    }
}
