package dev.pirn.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. The thread of the server moves it on, and never waits for it: what does not come is not
 * there, and at the deadline the connection is closed.
 */
final class Connection {

    /** What a connection is at. */
    enum Phase {
        /** The head of the request comes. */
        READING,
        /** The answer is made, by another thread. */
        ANSWERING,
        /** The answer is written. */
        WRITING,
        /** What the client still sends is dropped, since closing at once could cost it the answer. */
        DRAINING
    }

    static final int LONGEST_HEAD = 1 << 14;
    private static final int MOST_DROPPED = 1 << 20;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer in = ByteBuffer.allocate(LONGEST_HEAD);
    private Phase phase = Phase.READING;
    private ByteBuffer[] out = {};
    private int dropped;
    private long deadline;

    /** @param key for reading */
    Connection(SocketChannel channel, SelectionKey key, long deadline) {
        this.channel = channel;
        this.key = key;
        this.deadline = deadline;
    }

    Phase phase() {
        return phase;
    }

    boolean isOverdue(long now) {
        return phase != Phase.ANSWERING && now - deadline >= 0;
    }

    /** {@return the head, if all of it has come; null if not} */
    @Nullable
    String readHead() throws IOException {
        if (channel.read(in) < 0) throw new IOException("the client has left");
        String text = new String(in.array(), 0, in.position(), ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? null : text.substring(0, end);
    }

    boolean isHeadTooLong() {
        return !in.hasRemaining();
    }

    void answering() {
        phase = Phase.ANSWERING;
        key.interestOps(0);
    }

    /** Begins to write an answer. */
    void write(ByteBuffer[] answer, long newDeadline) throws IOException {
        phase = Phase.WRITING;
        out = answer;
        deadline = newDeadline;
        goOnWriting(newDeadline);
    }

    /** Writes what the client takes now. */
    void goOnWriting(long newDeadline) throws IOException {
        if (channel.write(out) > 0) deadline = newDeadline;
        if (out[out.length - 1].hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
            return;
        }
        phase = Phase.DRAINING;
        out = new ByteBuffer[0];
        channel.shutdownOutput();
        key.interestOps(SelectionKey.OP_READ);
    }

    /** Drops what comes; fails at its end, and if it is too much. */
    void drain() throws IOException {
        in.clear();
        int count = channel.read(in);
        dropped += Math.max(0, count);
        if (count < 0 || dropped > MOST_DROPPED) throw new IOException("the client has said enough");
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // there is nothing left to lose
        }
    }
}
