package dev.pirn.cli.attach;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A connection to a JVM that may be hostile: reading and writing end in time, whatever the other end does. Time is
 * given for an exchange, and some more for each byte that comes, so a long answer may take long and a trickle may
 * not. For one thread at a time; blocks it, and an interrupt ends that.
 */
final class Wire implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    /** At less than 64 KiB a second the time runs out. */
    private static final long NANOS_PER_BYTE = 1_000_000_000L / BUFFER;

    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER).flip();
    private final LongSupplier nanoTime;
    private Duration patience = Duration.ZERO;
    private long deadline;

    /** @param nanoTime what tells the time */
    Wire(SocketChannel channel, LongSupplier nanoTime) throws IOException {
        this.channel = channel;
        this.nanoTime = nanoTime;
        this.selector = Selector.open();
        channel.configureBlocking(false);
        channel.register(selector, 0);
    }

    /** Begins an exchange, which may take so long before its first byte. */
    void begin(Duration newPatience) {
        patience = newPatience;
        deadline = nanoTime.getAsLong() + patience.toNanos();
    }

    void write(String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) if (channel.write(bytes) == 0) await(SelectionKey.OP_WRITE);
    }

    /** {@return the line that comes, in ASCII, without its end} */
    String line(int longest) throws IOException {
        StringBuilder line = new StringBuilder();
        for (byte b; (b = read()) != '\n'; ) {
            if (line.length() == longest) throw new IOException("it sends a line that does not end: " + line);
            line.append((char) (b & 0xff));
        }
        return line.toString();
    }

    private byte read() throws IOException {
        fill();
        return in.get();
    }

    /** Reads some bytes, at least one. */
    int read(byte[] to, int from, int most) throws IOException {
        fill();
        int count = Math.min(most, in.remaining());
        in.get(to, from, count);
        return count;
    }

    private void fill() throws IOException {
        if (in.hasRemaining()) return;
        in.clear();
        int count;
        while ((count = channel.read(in)) == 0) await(SelectionKey.OP_READ);
        in.flip();
        if (count < 0) throw new EOFException("the JVM has ended, or was left");
        deadline = Math.min(deadline + count * NANOS_PER_BYTE, nanoTime.getAsLong() + patience.toNanos());
    }

    private void await(int operation) throws IOException {
        for (SelectionKey key : selector.keys()) key.interestOps(operation);
        long left = deadline - nanoTime.getAsLong();
        if (left <= 0) throw new IOException("it has not answered for " + patience.toSeconds() + " s, or too slowly");
        selector.select(_ -> {}, left / 1_000_000 + 1);
        if (Thread.currentThread().isInterrupted()) throw new ClosedByInterruptException();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
