package dev.pirn.tck.net;

import static dev.pirn.Async.shielded;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.waitAll;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.pirn.Block;
import dev.pirn.CancelScope;
import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.net.ConnectOptions;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.zip.CRC32;

/**
 * The clients of a soak. Each connection sends records (length, checksum, bytes) that no other sends, and gets each
 * back as it was, in order; then it ends in one of several ways.
 */
final class SoakClients {

    private static final int HEADER = 12;

    private final long seed;
    private final int longest;
    private int completed;
    private int aborted;
    private int cancelled;
    private long bytes;
    private long retries;

    /**
     * Makes clients.
     *
     * @param seed what their choices depend on
     * @param longest the longest record, in bytes
     */
    SoakClients(long seed, int longest) {
        this.seed = seed;
        this.longest = longest;
    }

    /** {@return how many connections have ended, one way or the other} */
    int ended() {
        return completed + aborted + cancelled;
    }

    /** Keeps so many connections busy until a moment of the loop's time. */
    void run(int count, long deadline, List<InetSocketAddress> servers) {
        TaskGroup.run(group -> {
            for (int i = 0; i < count; i++) {
                Random random = new Random(seed * 1_000_003 + i);
                group.spawn("soak client " + i, () -> {
                    do {
                        connection(random, servers.get(random.nextInt(servers.size())));
                    } while (Loop.current().time() < deadline);
                });
            }
        });
    }

    private void connection(Random random, InetSocketAddress server) throws IOException {
        CancelScope life = new CancelScope();
        if (random.nextInt(5) == 0) {
            life.deadline(Loop.current().time() + random.nextInt(30) * 1_000_000L);
        }
        boolean[] orderly = new boolean[1];
        life.run(() -> {
            TcpStream stream = Tcp.connect(server, ConnectOptions.DEFAULT);
            try {
                orderly[0] = converse(stream, random);
            } finally {
                stream.abort();
            }
        });
        if (life.cancelCaught()) {
            cancelled++;
        } else if (orderly[0]) {
            completed++;
        } else {
            aborted++;
        }
    }

    /** {@return whether it ended in order: everything came back, and the end} */
    private boolean converse(TcpStream stream, Random random) throws IOException {
        int records = 1 + random.nextInt(8);
        long contents = random.nextLong();
        boolean aborts = random.nextInt(5) == 0;
        boolean halfCloses = random.nextBoolean();
        Task<?> sender = spawn(() -> send(stream, new Random(contents), records, halfCloses));
        try {
            receive(stream, new Random(contents), random, aborts ? random.nextInt(records) : records);
            if (aborts) {
                return false;
            }
            sender.await(IOException.class);
            finish(stream, halfCloses);
            return true;
        } finally {
            stream.abort();
            end(sender);
        }
    }

    private static void end(Task<?> sender) {
        sender.cancel("the connection is over");
        shielded(() -> waitAll(List.of(sender)));
        if (sender.state() == Future.State.FAILED) {
            assertInstanceOf(IOException.class, sender.exceptionNow());
        }
    }

    private static void finish(TcpStream stream, boolean halfClosed) throws IOException {
        if (!halfClosed) {
            stream.shutdownOutput();
        }
        assertEquals(0, stream.readAll().length, "bytes after the last record");
        stream.close();
    }

    // records

    private byte[] record(Random contents) {
        int magnitude = 1 + contents.nextInt(longest);
        byte[] content = new byte[1 + contents.nextInt(magnitude)];
        contents.nextBytes(content);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        return ByteBuffer.allocate(HEADER + content.length)
                .putInt(content.length)
                .putLong(checksum.getValue())
                .put(content)
                .array();
    }

    private void send(TcpStream stream, Random contents, int count, boolean halfCloses) throws IOException {
        Random random = new Random(contents.nextLong());
        for (int i = 0; i < count; i++) {
            sendAll(stream, record(contents), random);
        }
        if (halfCloses) {
            stream.shutdownOutput();
        }
    }

    /** Sends a record in pieces and in every way there is, giving up now and then and going on where it stood. */
    private void sendAll(TcpStream stream, byte[] record, Random random) throws IOException {
        ByteBuffer left = random.nextBoolean() ? ByteBuffer.wrap(record) : Data.direct(record);
        while (left.hasRemaining()) {
            int count = 1 + random.nextInt(left.remaining());
            ByteBuffer piece = left.duplicate().limit(left.position() + count);
            impatiently(random, () -> {
                stream.write(piece);
                if (random.nextInt(4) == 0) {
                    stream.flush();
                }
            });
            left.position(piece.position());
            if (random.nextInt(4) == 0) {
                yieldNow();
            }
        }
    }

    private void receive(TcpStream stream, Random contents, Random random, int count) throws IOException {
        contents.nextLong(); // which the sender takes for its own choices
        for (int i = 0; i < count; i++) {
            ByteBuffer expected = ByteBuffer.wrap(record(contents));
            ByteBuffer received = ByteBuffer.allocate(expected.capacity());
            receive(stream, received.limit(HEADER), random);
            assertEquals(expected.getInt(0), received.getInt(0), "length of a record");
            receive(stream, received.limit(received.capacity()), random);
            assertEquals(expected, received.flip(), "record " + i);
            check(received);
            bytes += received.capacity();
        }
    }

    private static void check(ByteBuffer record) {
        CRC32 checksum = new CRC32();
        checksum.update(record.slice(HEADER, record.capacity() - HEADER));
        assertEquals(record.getLong(4), checksum.getValue(), "checksum");
    }

    /** Receives until a buffer is full, in every way there is, giving up now and then and going on where it stood. */
    private void receive(TcpStream stream, ByteBuffer target, Random random) throws IOException {
        while (target.hasRemaining()) {
            int count = 1 + random.nextInt(target.remaining());
            impatiently(random, () -> receiveSome(stream, target, count, random.nextInt(4)));
        }
    }

    private static void receiveSome(TcpStream stream, ByteBuffer target, int count, int way) throws IOException {
        switch (way) {
            case 0 -> target.put(stream.readExactly(count));
            case 1 -> target.put(nonEmpty(stream.read(count)));
            case 2 -> {
                ByteBuffer direct = ByteBuffer.allocateDirect(count);
                requireMore(stream.read(direct));
                target.put(direct.flip());
            }
            default -> {
                ByteBuffer part = target.slice(target.position(), count);
                requireMore(stream.read(part));
                target.position(target.position() + part.position());
            }
        }
    }

    private static byte[] nonEmpty(byte[] bytes) throws IOException {
        requireMore(bytes.length == 0 ? -1 : bytes.length);
        return bytes;
    }

    private static void requireMore(int count) throws IOException {
        if (count < 0) {
            throw new IOException("the stream ended within a record");
        }
    }

    /** One time in four with hardly any patience. */
    private void impatiently(Random random, Block<IOException> body) throws IOException {
        if (random.nextInt(4) != 0) {
            body.run();
            return;
        }
        CancelScope scope = CancelScope.ofTimeout(Duration.ofNanos(random.nextInt(2_000_000)));
        scope.run(body);
        if (scope.cancelCaught()) {
            retries++;
        }
    }

    @Override
    public String toString() {
        return completed + " connections completed, " + aborted + " aborted, " + cancelled + " cancelled, " + bytes
                + " bytes echoed, " + retries + " operations given up and tried again";
    }
}
