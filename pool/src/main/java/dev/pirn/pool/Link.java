package dev.pirn.pool;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of the connection between a pool and a worker. It carries messages; a message is one frame or more, so that its
 * length need not be known before, and an object of 100 MB is not held twice:
 *
 * <pre>
 * length of the payload (4 bytes) | id of the message (8) | kind, with a bit that marks the last frame (1) | payload
 * </pre>
 *
 * <p>One thread uses it at a time; it blocks that thread.
 */
final class Link implements Closeable {

    private static final int HEADER = 4 + 8 + 1;
    private static final int BUFFER = 128 * 1024;
    private static final int LAST = 0x80;
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
        /** Ends a message whose sender could not go on; it says in the next message why. */
        ABORT('A');

        private final int code;

        Kind(char code) {
            this.code = code;
        }

        private static Kind of(int code) throws IOException {
            for (Kind kind : KINDS) {
                if (kind.code == code) return kind;
            }
            throw new IOException("not a kind of message: " + code);
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
    private @Nullable IOException broken;

    Link(SocketChannel channel, Buffers buffers) {
        this.channel = channel;
        this.in = buffers.in.clear().flip();
        this.out = buffers.out;
    }

    // sending

    /**
     * Sends a message.
     *
     * @throws IOException if the connection is broken, or as thrown by the payload; the receiver then sees an aborted message
     */
    void send(long id, Kind kind, Payload payload) throws IOException {
        Outgoing outgoing = new Outgoing(id, kind);
        try {
            payload.writeTo(outgoing);
        } catch (Throwable failure) {
            if (broken == null) {
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
            out.putInt(0, length).putLong(4, id).put(12, (byte) kindBits);
            try {
                while (out.hasRemaining()) channel.write(out);
            } catch (IOException e) {
                broken = e;
                throw e;
            }
            out.clear().position(HEADER);
        }
    }

    // receiving

    /**
     * Waits for the next message. The one before must have been read to its end.
     *
     * @return it; null if the peer has closed the connection
     */
    @Nullable
    Incoming receive() throws IOException {
        if (!fill(HEADER)) return null;
        Incoming incoming = new Incoming(in.getLong(in.position() + 4));
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

        private void readHeader() throws IOException {
            if (!fill(HEADER)) throw new EOFException("the connection ended inside a message");
            left = in.getInt();
            long of = in.getLong();
            int bits = in.get() & 0xff;
            last = (bits & LAST) != 0;
            if (left < 0 || of != id) throw new IOException("not a frame: length " + left + ", message " + of);
            kind = Kind.of(bits & ~LAST);
        }

        /** Makes at least one byte of the payload readable: false at its end. */
        private boolean advance() throws IOException {
            while (left == 0) {
                if (last) return false;
                readHeader();
                if (last && kind == Kind.ABORT) throw new AbortedException();
            }
            if (!fill(1)) throw new EOFException("the connection ended inside a message");
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
            int count = Math.min(Math.min(length, left), in.remaining());
            in.get(bytes, offset, count);
            left -= count;
            return count;
        }

        /** Reads to the end of the message; it does not matter whether it was aborted. */
        void skipRest() throws IOException {
            try {
                while (advance()) {
                    int count = Math.min(left, in.remaining());
                    in.position(in.position() + count);
                    left -= count;
                }
            } catch (AbortedException e) {
                // the next message tells why
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

    /** Reads until so many bytes are in the buffer: false if the connection ends before the first. */
    private boolean fill(int count) throws IOException {
        if (in.remaining() >= count) return true;
        in.compact();
        try {
            while (in.position() < count) {
                if (channel.read(in) >= 0) continue;
                if (in.position() == 0) return false;
                throw new EOFException("the connection ended inside a frame");
            }
        } finally {
            in.flip();
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
