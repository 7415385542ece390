package dev.pirn.pool;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One end of the connection between a pool and a worker. It carries messages; a message is one frame or more, so that
 * its length need not be known before, and an object of 100 MB is not held twice:
 *
 * <pre>
 * mark of the connection (8 bytes) | length of the payload (4) | id of the message (8)
 * | kind, with a bit that marks the last frame (1) | check (4) | payload
 * </pre>
 *
 * <p>Native code in either process may write to a descriptor that is not its own. The mark, which only the two ends
 * know, and the check, a CRC-32C of what follows the mark, distinguish frames from such bytes. A frame is no longer
 * than the buffer, so a wrong length is never waited for. After bytes that are no frame, each further call fails with
 * the same {@link ProtocolException}.
 *
 * <p>One thread uses it at a time; it blocks that thread.
 */
final class Link implements Closeable {

    private static final int LENGTH_AT = 8;
    private static final int ID_AT = 12;
    private static final int KIND_AT = 20;
    private static final int CHECK_AT = 21;
    static final int HEADER = 25;

    private static final int BUFFER = 128 * 1024;
    static final int MOST_PAYLOAD = BUFFER - HEADER;
    private static final int LAST = 0x80;
    private static final int MARK_DIGITS = 16;
    private static final Kind[] KINDS = Kind.values();

    enum Kind {
        /** From the worker: the token that it was started with. */
        HELLO('H'),
        /** To the worker: what to run first, or nothing. */
        SETUP('S'),
        /** To the worker: a {@link java.util.concurrent.Callable}. */
        CALL('C'),
        /** To the worker: a {@link Runnable}. */
        RUN('R'),
        /** From the worker: the result. */
        VALUE('V'),
        /** From the worker: a {@link Failure}. */
        FAILURE('F'),
        /** Ends a message whose sender could not go on; the next message says why. */
        ABORT('A');

        private final int code;

        Kind(char code) {
            this.code = code;
        }

        private static Kind of(int code) throws ProtocolException {
            for (Kind kind : KINDS) {
                if (kind.code == code) return kind;
            }
            throw new ProtocolException("not a kind of message: " + code);
        }
    }

    /** What writes the payload of a message. */
    @FunctionalInterface
    interface Payload {
        void writeTo(OutputStream out) throws IOException;
    }

    /** What one connection after another may use; a worker replaces its process often. */
    record Buffers(ByteBuffer in, ByteBuffer out) {

        Buffers() {
            this(ByteBuffer.allocateDirect(BUFFER), ByteBuffer.allocateDirect(BUFFER));
        }
    }

    private final SocketChannel channel;
    private final ByteBuffer in;
    private final ByteBuffer out;
    private final long mark;
    private final CRC32C check = new CRC32C();
    private @Nullable IOException brokenOut;
    private @Nullable ProtocolException brokenIn;

    /**
     * @param token the secret of the connection: at least 16 hexadecimal digits
     */
    Link(SocketChannel channel, Buffers buffers, String token) {
        this.channel = channel;
        this.in = buffers.in.clear().flip();
        this.out = buffers.out;
        this.mark = Long.parseUnsignedLong(token, 0, MARK_DIGITS, 16);
    }

    // sending

    /**
     * Sends a message.
     *
     * @throws IOException if the connection is broken, or as thrown by the payload; the receiver then sees an aborted
     *     message
     */
    void send(long id, Kind kind, Payload payload) throws IOException {
        Outgoing outgoing = new Outgoing(id, kind);
        try {
            payload.writeTo(outgoing);
        } catch (Throwable failure) {
            if (brokenOut == null) {
                out.clear().position(HEADER);
                outgoing.sendFrame(LAST | Kind.ABORT.code);
            }
            throw failure;
        }
        outgoing.sendFrame(LAST | kind.code);
    }

    private final class Outgoing extends OutputStream {

        private final long id;
        private final Kind kind;

        Outgoing(long id, Kind kind) {
            this.id = id;
            this.kind = kind;
            out.clear().position(HEADER);
        }

        @Override
        public void write(int b) throws IOException {
            if (!out.hasRemaining()) sendFrame(kind.code);
            out.put((byte) b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            for (int done = 0; done < length; ) {
                if (!out.hasRemaining()) sendFrame(kind.code);
                int count = Math.min(length - done, out.remaining());
                out.put(bytes, offset + done, count);
                done += count;
            }
        }

        void sendFrame(int kindBits) throws IOException {
            int length = out.position() - HEADER;
            out.flip();
            out.putLong(0, mark).putInt(LENGTH_AT, length).putLong(ID_AT, id).put(KIND_AT, (byte) kindBits);
            out.putInt(CHECK_AT, checkOf(out, 0, length));
            try {
                while (out.hasRemaining()) channel.write(out);
            } catch (IOException e) {
                brokenOut = e;
                throw e;
            }
            out.clear().position(HEADER);
        }
    }

    /** The check of the frame that begins somewhere in a buffer, whose position and limit stay. */
    private int checkOf(ByteBuffer buffer, int start, int length) {
        ByteBuffer view = buffer.duplicate();
        check.reset();
        check.update(view.limit(start + CHECK_AT).position(start + LENGTH_AT));
        check.update(view.limit(start + HEADER + length).position(start + HEADER));
        return (int) check.getValue();
    }

    // receiving

    /**
     * Requires that nothing has arrived since the last message: what comes without having been asked for is no answer.
     *
     * @throws IOException if there is something, or the peer has closed the connection
     */
    void requireQuiet() throws IOException {
        if (!in.hasRemaining()) {
            in.clear();
            channel.configureBlocking(false);
            int count = channel.read(in);
            channel.configureBlocking(true);
            in.flip();
            if (count < 0) throw new EOFException("the connection ended");
        }
        if (in.hasRemaining()) throw notAFrame("bytes between two messages");
    }

    /**
     * Waits for the next message. The one before must have been read to its end.
     *
     * @return it; null if the peer has closed the connection
     * @throws SocketException if the connection was reset before a byte of a message came
     * @throws ProtocolException if what came is no message
     */
    @Nullable
    Incoming receive() throws IOException {
        if (!fill(HEADER)) return null;
        Incoming incoming = new Incoming(in.getLong(in.position() + ID_AT));
        incoming.readHeader();
        return incoming;
    }

    /** A message whose payload arrives while it is read. */
    final class Incoming extends InputStream {

        final long id;
        private int left;
        private boolean last;
        private Kind kind = Kind.ABORT;

        private Incoming(long id) {
            this.id = id;
        }

        Kind kind() {
            return kind;
        }

        /** Waits for a frame, which then is in the buffer as a whole. */
        private void readHeader() throws IOException {
            if (!fill(HEADER)) throw new EOFException("the connection ended inside a message");
            int length = in.getInt(in.position() + LENGTH_AT);
            if (in.getLong(in.position()) != mark) throw notAFrame("without the connection's mark");
            if (length < 0 || length > MOST_PAYLOAD) throw notAFrame("a length of " + length);
            if (!fill(HEADER + length)) throw new EOFException("the connection ended inside a message");
            int start = in.position();
            if (in.getInt(start + CHECK_AT) != checkOf(in, start, length)) throw notAFrame("its bytes were changed");
            if (in.getLong(start + ID_AT) != id) throw notAFrame("it is of another message");
            int bits = in.get(start + KIND_AT) & 0xff;
            last = (bits & LAST) != 0;
            kind = Kind.of(bits & ~LAST);
            left = length;
            in.position(start + HEADER);
        }

        /** Makes at least one byte of the payload readable: false at its end. */
        private boolean advance() throws IOException {
            if (brokenIn != null) throw brokenIn;
            while (left == 0) {
                if (last) return false;
                readHeader();
                if (last && kind == Kind.ABORT) throw new AbortedException();
            }
            return true;
        }

        @Override
        public int read() throws IOException {
            if (!advance()) return -1;
            left--;
            return in.get() & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) return 0;
            if (!advance()) return -1;
            int count = Math.min(length, left);
            in.get(bytes, offset, count);
            left -= count;
            return count;
        }

        /** Reads to the end of the message; it does not matter whether it was aborted. */
        void skipRest() throws IOException {
            try {
                while (advance()) {
                    in.position(in.position() + left);
                    left = 0;
                }
            } catch (AbortedException e) {
                // the next message says why
            }
        }
    }

    /** The sender gave up inside a message. */
    static final class AbortedException extends IOException {
        private static final long serialVersionUID = 1L;

        AbortedException() {
            super("the sender gave up inside a message");
        }
    }

    private ProtocolException notAFrame(String why) {
        ProtocolException broken = new ProtocolException("not a frame: " + why);
        brokenIn = broken;
        return broken;
    }

    /** Reads until so many bytes are in the buffer: false if the connection ends before the first. */
    private boolean fill(int count) throws IOException {
        if (brokenIn != null) throw brokenIn;
        if (in.remaining() >= count) return true;
        in.compact();
        try {
            while (in.position() < count) {
                if (read() >= 0) continue;
                if (in.position() == 0) return false;
                throw new EOFException("the connection ended inside a frame");
            }
        } finally {
            in.flip();
        }
        return true;
    }

    private int read() throws IOException {
        try {
            return channel.read(in);
        } catch (SocketException e) {
            if (in.position() == 0) throw e;
            throw new IOException("the connection was reset inside a frame", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
