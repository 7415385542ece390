package dev.pirn.pool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pirn.pool.Link.Incoming;
import dev.pirn.pool.Link.Kind;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages between a pool and a worker, and bytes that are none. */
class LinkTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final int READABLE = 64 * 1024; // what a socket holds without a reader

    @TempDir
    Path directory;

    private SocketChannel raw;
    private SocketChannel accepted;
    private int connections;
    private Link receiver;
    private Link sender;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s" + connections++));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            raw = SocketChannel.open(address);
            sender = new Link(raw, new Link.Buffers(), TOKEN);
            accepted = server.accept();
            receiver = new Link(accepted, new Link.Buffers(), TOKEN);
        }
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        receiver.close();
    }

    /** Begins with a new connection. */
    private void restart() throws IOException {
        close();
        connect();
    }

    private Incoming received() throws IOException {
        return Objects.requireNonNull(receiver.receive());
    }

    @Test
    void messagesArriveInTheirOrder() throws Exception {
        sender.send(1, Kind.CALL, out -> out.write("warp".getBytes(UTF_8)));
        sender.send(2, Kind.RUN, out -> {});
        Incoming first = received();
        assertEquals(1, first.id);
        assertEquals(Kind.CALL, first.kind());
        assertArrayEquals("warp".getBytes(UTF_8), first.readAllBytes());
        Incoming second = received();
        assertEquals(Kind.RUN, second.kind());
        assertEquals(-1, second.read());
        sender.close();
        assertNull(receiver.receive());
    }

    @Test
    void aMessageOfSeveralFramesArrives() throws Exception {
        byte[] bytes = new byte[3 * Link.MOST_PAYLOAD + 1];
        new Random(7).nextBytes(bytes);
        Thread sending = Thread.ofVirtual().start(() -> {
            try {
                sender.send(1, Kind.VALUE, out -> out.write(bytes));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertArrayEquals(bytes, received().readAllBytes());
        sending.join();
    }

    @Test
    void anAbortedMessageIsSkipped() throws Exception {
        assertThrows(
                IOException.class,
                () -> sender.send(1, Kind.VALUE, out -> {
                    throw new IOException("torn");
                }));
        Incoming aborted = received();
        aborted.skipRest();
        assertEquals(Kind.ABORT, aborted.kind());
    }

    @Test
    void silenceIsRequiredBetweenMessages() throws Exception {
        receiver.requireQuiet();
        raw.write(ByteBuffer.wrap(new byte[1]));
        assertThrows(ProtocolException.class, receiver::requireQuiet);
        assertThrows(ProtocolException.class, receiver::receive);
    }

    @Test
    void aChangedFrameIsNoFrame() throws Exception {
        byte[] frame = frame("weft of many threads");
        for (int i = 0; i < frame.length; i++) {
            byte[] changed = frame.clone();
            changed[i] ^= 0x10;
            restart();
            raw.write(ByteBuffer.wrap(changed));
            raw.shutdownOutput();
            assertThrows(IOException.class, () -> received().readAllBytes(), "byte " + i);
        }
    }

    @Test
    void aFrameOfAnotherConnectionIsNoFrame() throws Exception {
        Link foreign = new Link(raw, new Link.Buffers(), "f".repeat(32));
        foreign.send(1, Kind.VALUE, out -> out.write(1));
        assertThrows(ProtocolException.class, () -> receiver.receive());
    }

    @Test
    void randomBytesAreNoFrame() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong(1_000_000);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] garbage = new byte[Link.HEADER + random.nextInt(READABLE)];
            random.nextBytes(garbage);
            restart();
            raw.write(ByteBuffer.wrap(garbage));
            // Not the end of the stream but the first header says so: nothing more is waited for.
            assertThrows(ProtocolException.class, () -> receiver.receive(), "seed " + seed);
        }
    }

    @Test
    void whatIsNoFrameStaysNone() throws Exception {
        raw.write(ByteBuffer.wrap(new byte[Link.HEADER]));
        ProtocolException first = assertThrows(ProtocolException.class, receiver::receive);
        sender.send(1, Kind.VALUE, out -> {});
        assertEquals(first, assertThrows(ProtocolException.class, receiver::receive));
    }

    /** The bytes of a message of one frame. */
    private byte[] frame(String text) throws IOException {
        restart();
        ByteBuffer bytes = ByteBuffer.allocate(Link.HEADER + text.length());
        sender.send(1, Kind.VALUE, out -> out.write(text.getBytes(UTF_8)));
        while (bytes.hasRemaining()) {
            if (accepted.read(bytes) < 0) throw new AssertionError("the stream ended");
        }
        return bytes.array();
    }
}
