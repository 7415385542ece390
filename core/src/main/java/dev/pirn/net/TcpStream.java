package dev.pirn.net;

import dev.pirn.BusyException;
import dev.pirn.Cancelled;
import dev.pirn.Loop;
import dev.pirn.jfr.Events.ConnectionClose;
import dev.pirn.jfr.Events.ConnectionOpen;
import dev.pirn.jfr.Flight;
import dev.pirn.leak.LeakGuard;
import dev.pirn.leak.Ownership;
import dev.pirn.spi.IoSocket;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection that a coroutine reads and writes as if it blocked. Made by {@link Tcp#connect} or given to the
 * handler of a server. It reads as a {@link StreamReader} and writes as a {@link StreamWriter}, which say more.
 *
 * <p>It belongs to its loop and is used by that loop's coroutines. One of them may read while another one writes; a
 * second reader or writer gets a {@link BusyException}. {@link #close} and {@link #abort} may come at any time: an
 * operation that waits then throws {@link AsynchronousCloseException}, and later ones {@link ClosedChannelException}.
 *
 * <p><b>Broken connections.</b> Once a read or write has thrown a {@link java.net.SocketException}, because the peer
 * has reset the connection for example, each later one does so too, in both directions. Bytes that arrived before can
 * still be read, for example by {@link #read(int)}; after them there is no clean end of the stream, unless the
 * peer had ended its side in order before (on the backend {@code nio}: and that end was read before).
 *
 * <p><b>Cancelling.</b> Every operation that can wait throws {@link Cancelled} when its scope is cancelled, at entry or
 * while it waits. A cancelled read has taken nothing: what arrived meanwhile is there for the next read, which can
 * start at once. What a cancelled write has taken is said at those of {@link StreamWriter}. Time limits are scopes:
 * {@code timeout(limit, () -> stream.readLine())}.
 *
 * <p><b>Reading.</b> Lines and records are cut out of what has arrived; bytes behind them stay for the next read of any
 * kind. At the end of the stream {@code readExactly} and {@code readUntil} throw {@link EOFException}, and the bytes
 * that were too few stay readable, for example by {@link #read(int)}.
 *
 * <p><b>Writing.</b> A write returns as soon as its bytes are taken: the caller may change its buffer then. They are
 * sent at the end of the loop's turn, together with what else was written in it, or at once when 64 KiB have come
 * together. Above 64 KiB a writer waits until no more than 16 KiB are left. A failure to send is thrown by the
 * next write, flush or close.
 */
public final class TcpStream implements AutoCloseable {

    /** The longest line that {@link #readLine()} takes, in bytes: {@value}. */
    public static final int DEFAULT_LINE_LIMIT = StreamReader.DEFAULT_LINE_LIMIT;

    private final Loop loop;
    private final IoSocket socket;
    private final InetSocketAddress remote;
    private final StreamReader reader;
    private final StreamWriter writer;
    private final Outbound out;
    private final Runnable guard;
    private final boolean checks;
    private boolean closed;

    TcpStream(Loop loop, IoSocket socket, InetSocketAddress remote) {
        this.loop = loop;
        this.socket = socket;
        this.remote = remote;
        boolean pins = loop.driver().pinsBuffers();
        Breakage breakage = new Breakage();
        this.out = new Outbound(loop, socket, remote, pins, breakage);
        Inbound in = new Inbound(socket, remote, BufferPool.of(loop), pins, breakage);
        this.reader = new StreamReader(loop, in, this, () -> {});
        this.writer = new StreamWriter(loop, socket, out, this);
        this.checks = loop.debug();
        if (Flight.seesConnections()) ConnectionOpen.record(socket.localAddress(), remote);
        this.guard = LeakGuard.guard(this, loop, closingLeaked(loop, socket, remote));
    }

    /** Apart from the stream, so that it does not keep the stream reachable. */
    private static Runnable closingLeaked(Loop loop, IoSocket socket, InetSocketAddress remote) {
        @Nullable Exception opened = LeakGuard.opened(loop);
        return () -> {
            if (socket.isClosed()) return;
            if (Flight.seesConnections()) ConnectionClose.record(socket.localAddress(), remote, true);
            socket.close(true);
            loop.report(
                    "a stream was dropped without being closed",
                    LeakGuard.failure("no close before the garbage collector, connected to " + remote, opened),
                    null);
        };
    }

    // reading

    /**
     * Reads what is there, and waits if that is nothing: {@link StreamReader#read(ByteBuffer)}.
     *
     * @param target where to put the bytes; not to be touched until this returns
     * @return how many were read, more than zero; -1 at the end of the stream; 0 if the buffer has no room
     * @throws IOException if the connection is broken
     */
    public int read(ByteBuffer target) throws IOException {
        return reader.read(target);
    }

    /**
     * Reads what is there, and waits if that is nothing: {@link StreamReader#read(int)}.
     *
     * @param max at most so many bytes, more than zero
     * @return the bytes; none at the end of the stream
     * @throws IOException if the connection is broken
     */
    public byte[] read(int max) throws IOException {
        return reader.read(max);
    }

    /**
     * Reads until the end of the stream: {@link StreamReader#readAll}.
     *
     * @return all bytes that were left
     * @throws IOException if the connection is broken
     */
    public byte[] readAll() throws IOException {
        return reader.readAll();
    }

    /**
     * Reads a certain number of bytes: {@link StreamReader#readExactly}.
     *
     * @param count how many
     * @return as many bytes
     * @throws IOException if the connection is broken
     */
    public byte[] readExactly(int count) throws IOException {
        return reader.readExactly(count);
    }

    /**
     * Reads through the first separator: {@link StreamReader#readUntil}.
     *
     * @param limit at most so many bytes before the separator
     * @param separators what ends a record, at least one, none of them empty
     * @return the bytes, the separator included
     * @throws IOException if the connection is broken
     */
    public byte[] readUntil(int limit, byte[]... separators) throws IOException {
        return reader.readUntil(limit, separators);
    }

    /**
     * Reads a line of at most 64 KiB: {@link StreamReader#readLine()}.
     *
     * @return the line, or null at the end of the stream
     * @throws IOException if the connection is broken or the line is too long
     */
    public @Nullable String readLine() throws IOException {
        return reader.readLine();
    }

    /**
     * Reads a line: {@link StreamReader#readLine(int)}.
     *
     * @param limit at most so many bytes before the {@code \n}
     * @return the line without its end, or null at the end of the stream
     * @throws IOException if the connection is broken
     */
    public @Nullable String readLine(int limit) throws IOException {
        return reader.readLine(limit);
    }

    /** {@return the lines until the end of the stream: {@link StreamReader#lines}} */
    public Iterable<String> lines() {
        return reader.lines();
    }

    // writing

    /**
     * Writes all bytes of a buffer: {@link StreamWriter#write(ByteBuffer)}.
     *
     * @param source the bytes; its position moves to its limit. Not to be touched until this returns
     * @throws IOException if the connection is broken; nothing is known of what the peer got then
     */
    public void write(ByteBuffer source) throws IOException {
        writer.write(source);
    }

    /**
     * Writes all bytes of some buffers, in order: {@link StreamWriter#write(ByteBuffer...)}.
     *
     * @param sources the buffers, each as in {@link #write(ByteBuffer)}
     * @throws IOException if the connection is broken; nothing is known of what the peer got then
     */
    public void write(ByteBuffer... sources) throws IOException {
        writer.write(sources);
    }

    /**
     * Writes an array: {@link StreamWriter#write(byte[])}.
     *
     * @param bytes the bytes
     * @throws IOException if the connection is broken; nothing is known of what the peer got then
     */
    public void write(byte[] bytes) throws IOException {
        writer.write(bytes);
    }

    /**
     * Writes text in UTF-8, as {@link #write(byte[])}.
     *
     * @param text the text
     * @throws IOException if the connection is broken; nothing is known of what the peer got then
     */
    public void write(String text) throws IOException {
        writer.write(text);
    }

    /**
     * Waits until the system has taken everything that was written.
     *
     * @throws IOException if the connection is broken
     * @throws Cancelled if the scope is cancelled; what was written will still be sent
     */
    public void flush() throws IOException {
        writer.flush();
    }

    /**
     * Ends the sending side after everything that was written: the peer reads the end of the stream, and this side can
     * still read. Doing it again is fine; writing afterwards is not.
     *
     * @throws IOException if the connection is broken
     * @throws Cancelled if the scope is cancelled; the sending side is still open then
     */
    public void shutdownOutput() throws IOException {
        checkHere();
        out.end();
    }

    // ending

    /** In debug mode only: a coroutine of another loop would wait here for ever, or break what this loop is doing. */
    private void checkHere() {
        if (checks) Ownership.check(loop, this);
    }

    /**
     * Sends what was written and closes the connection. It waits for a peer that reads slowly, as long as the scope
     * allows; a write that another coroutine has under way is completed first. Closing twice is fine.
     *
     * @throws IOException if bytes could not be sent and no other call has thrown that; it is closed all the same
     * @throws Cancelled if the scope is cancelled and bytes would have to wait: the connection is aborted then
     */
    @Override
    public void close() throws IOException {
        if (closed || out.isClosing()) return;
        checkHere();
        boolean orderly = false;
        try {
            out.finish();
            orderly = true;
        } finally {
            end(!orderly);
        }
    }

    /** Closes at once, dropping what was not sent; the peer sees a reset. Never waits; doing it again is fine. */
    public void abort() {
        end(true);
    }

    private void end(boolean abort) {
        if (closed) return;
        checkHere();
        closed = true;
        if (Flight.seesConnections()) ConnectionClose.record(socket.localAddress(), remote, abort);
        guard.run();
        reader.close();
        out.close();
        socket.close(abort);
    }

    /** {@return whether it was closed or aborted, or is being closed} */
    public boolean isClosed() {
        return closed || out.isClosing();
    }

    // views and facts

    /** {@return the receiving side as an {@link InputStream}} To be used in coroutines; closing it closes this. */
    public InputStream inputStream() {
        return new StreamReader.StreamInput(reader, this::close);
    }

    /** {@return the sending side as an {@link OutputStream}} To be used in coroutines; it flushes and closes this. */
    public OutputStream outputStream() {
        return new StreamWriter.StreamOutput(writer, this::close);
    }

    /** {@return both sides for code that wants a channel} To be used in coroutines; closing it closes this. */
    public ByteChannel channel() {
        return new StreamChannel(this);
    }

    /**
     * Sets a socket option.
     *
     * <p>{@code SO_LINGER} of 0 has every close reset the connection. Any other value changes nothing: a close never
     * holds the loop, and the system sends what is left in the background.
     *
     * @param option the option, for example {@link java.net.StandardSocketOptions#SO_KEEPALIVE}
     * @param value its value
     * @param <T> its type
     * @throws IOException if the system refuses
     */
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        socket.setOption(option, value);
    }

    /**
     * {@return the value of a socket option}
     *
     * @param option the option
     * @param <T> its type
     * @throws IOException if the system refuses
     */
    public <T> @Nullable T option(SocketOption<T> option) throws IOException {
        return socket.getOption(option);
    }

    /** {@return this side's address; null once it is closed} */
    public @Nullable InetSocketAddress localAddress() {
        return (InetSocketAddress) socket.localAddress();
    }

    /** {@return the peer's address, also when it is closed} */
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    /** {@return the loop it belongs to} */
    public Loop loop() {
        return loop;
    }

    @Override
    public String toString() {
        return "TcpStream[" + remote + (isClosed() ? ", closed]" : "]");
    }

    /** A stream as a channel that blocks the coroutine. */
    private static final class StreamChannel implements ByteChannel {

        private final TcpStream stream;

        StreamChannel(TcpStream stream) {
            this.stream = stream;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return stream.read(target);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int count = source.remaining();
            stream.write(source);
            return count;
        }

        @Override
        public boolean isOpen() {
            return !stream.isClosed();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
