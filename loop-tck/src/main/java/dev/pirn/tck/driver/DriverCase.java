package dev.pirn.tck.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import dev.pirn.spi.LoopProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A driver turned by hand on the test's thread, and real loopback peers that block. */
final class DriverCase implements AutoCloseable {

    /** Longer than anything here takes; waiting so long is a failure. */
    static final long LONG = 10_000_000_000L;

    private static final int LONG_MILLIS = 10_000;

    private static final long WHILE = 20_000_000;

    /**
     * What a system reports and no operation waits for may end so many polls, once and for all: an end, room, a
     * cancel's answer.
     */
    private static final int MOST_EARLY = 4;

    final LoopProvider backend;
    private final boolean confined;
    private @Nullable IoDriver opened;
    private @Nullable ServerSocket peers;

    DriverCase(LoopProvider backend, boolean confined) {
        this.backend = backend;
        this.confined = confined;
    }

    void open() throws IOException {
        opened = newDriver();
        peers = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        peers.setSoTimeout(LONG_MILLIS);
    }

    boolean isConfined() {
        return confined;
    }

    /** {@return another driver of the same kind, owned by the test} */
    IoDriver newDriver() throws IOException {
        return confined ? backend.newConfinedDriver() : backend.newDriver();
    }

    IoDriver driver() {
        if (opened == null) throw new IllegalStateException("not open");
        return opened;
    }

    /** {@return an address of this machine; port 0 is any that is free} */
    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** {@return a direct buffer, which every driver takes} */
    static ByteBuffer room(int size) {
        return ByteBuffer.allocateDirect(size);
    }

    /** {@return a direct buffer with a text} */
    static ByteBuffer bytes(String text) {
        byte[] encoded = text.getBytes(UTF_8);
        return room(encoded.length).put(encoded).flip();
    }

    /** {@return a blocking peer, connected to the listener} */
    static Socket client(IoListener listener) throws IOException {
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        Socket client = new Socket(address.getAddress(), address.getPort());
        client.setSoTimeout(LONG_MILLIS);
        return client;
    }

    /** One connection: our side on the driver, the peer's side blocking. */
    record Connection(IoSocket socket, Socket peer) implements AutoCloseable {

        void send(String text) throws IOException {
            peer.getOutputStream().write(text.getBytes(UTF_8));
        }

        String receive(int length) throws IOException {
            return new String(peer.getInputStream().readNBytes(length), UTF_8);
        }

        /** Ends the connection from the peer's side with a reset. */
        void reset() throws IOException {
            peer.setSoLinger(true, 0);
            peer.close();
        }

        @Override
        public void close() throws IOException {
            socket.close(false);
            peer.close();
        }
    }

    Connection connection() throws IOException {
        if (peers == null) throw new IllegalStateException("not open");
        IoSocket socket = connect(peers.getLocalSocketAddress());
        Socket peer = peers.accept();
        peer.setSoTimeout(LONG_MILLIS);
        return new Connection(socket, peer);
    }

    IoSocket connect(SocketAddress remote) throws IOException {
        ProtocolFamily family =
                remote instanceof UnixDomainSocketAddress ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET;
        IoSocket socket = driver().open(family);
        RecordedCompletion done = new RecordedCompletion();
        if (socket.connect(remote, done) == IoDriver.PENDING) {
            assertEquals(0, await(done));
        }
        return socket;
    }

    IoListener listen() throws IOException {
        return driver().listen(loopback(0), 50, Map.of());
    }

    IoSocket accept(IoListener listener) throws IOException {
        RecordedCompletion done = new RecordedCompletion();
        IoSocket accepted = listener.accept(done);
        while (accepted == null) {
            assertEquals(IoDriver.RETRY, await(done));
            accepted = listener.accept(done);
        }
        return accepted;
    }

    /** Polls until the operation completes, and takes the answer. */
    Object await(RecordedCompletion done) throws IOException {
        while (!done.isCompleted()) {
            pollOnce();
        }
        return done.take();
    }

    private void pollOnce() throws IOException {
        long begin = System.nanoTime();
        driver().poll(LONG);
        assertTrue(System.nanoTime() - begin < LONG, "nothing happened");
    }

    /** Polls until nothing is pending any more. */
    void settle() throws IOException {
        while (driver().pendingCount() > 0) pollOnce();
    }

    /** Reads once, waiting as often as it takes; throws what it fails with. */
    int read(IoSocket socket, ByteBuffer target) throws IOException {
        return finishRead(socket, target, IoDriver.RETRY);
    }

    /**
     * Brings a read to its end: that of a driver which moves the bytes itself, or by another one where the driver says
     * that it can make progress.
     *
     * @param answer what the read answered, or completed with
     */
    int finishRead(IoSocket socket, ByteBuffer target, Object answer) throws IOException {
        RecordedCompletion done = new RecordedCompletion();
        Object last = answer;
        while (last.equals(IoDriver.RETRY) || last.equals(IoDriver.PENDING)) {
            last = last.equals(IoDriver.PENDING) ? await(done) : socket.read(target, done);
        }
        return count(last);
    }

    /** {@return the count in an answer; throws the failure in it} */
    static int count(Object answer) throws IOException {
        if (answer instanceof IOException failure) throw failure;
        return (Integer) answer;
    }

    /** Reads until there are so many bytes. */
    String readText(IoSocket socket, int length) throws IOException {
        ByteBuffer target = room(length);
        while (target.hasRemaining()) {
            assertTrue(read(socket, target) > 0, "the stream ended early");
        }
        return text(target);
    }

    void write(IoSocket socket, String text) throws IOException {
        writeAll(socket, bytes(text));
    }

    /** Writes everything, waiting as often as it takes; throws what it fails with. */
    void writeAll(IoSocket socket, ByteBuffer... sources) throws IOException {
        RecordedCompletion done = new RecordedCompletion();
        while (sources[sources.length - 1].hasRemaining()) {
            Object moved = socket.write(sources, 0, sources.length, done);
            if (moved.equals(IoDriver.PENDING)) moved = await(done);
            assertNotEquals(IoDriver.CANCELLED, count(moved));
        }
    }

    /** Writes until the peer's side is full, and leaves a write pending. */
    void writeUntilItStays(IoSocket socket, ByteBuffer[] source, RecordedCompletion done) throws IOException {
        while (source[0].hasRemaining()) {
            if (socket.write(source, 0, 1, done) != IoDriver.PENDING) continue;
            while (!done.isCompleted() && !sleepsThrough(WHILE)) {}
            if (!done.isCompleted()) return;
            count(done.take());
        }
        fail("the system took everything");
    }

    static String text(ByteBuffer filled) {
        return UTF_8.decode(filled.duplicate().flip()).toString();
    }

    /** Checks that the failure's message contains what it is about. */
    static void assertNames(Object what, Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains(what.toString()), message);
    }

    /** Checks that polling does not return before its time: nothing keeps waking the driver. */
    void assertSleeps() throws IOException {
        int early = 0;
        while (!sleepsThrough(WHILE)) {
            assertTrue(++early <= MOST_EARLY, "polls keep coming back early");
        }
    }

    /** Polls once, without any completion. */
    boolean sleepsThrough(long nanos) throws IOException {
        long begin = System.nanoTime();
        driver().poll(nanos);
        return System.nanoTime() - begin >= nanos;
    }

    @Override
    public void close() throws IOException {
        if (peers != null) peers.close();
        if (opened == null) return;
        opened.close();
        assertEquals(0, opened.openCount(), "open after the close");
        assertEquals(0, opened.pendingCount(), "pending after the close");
    }

    @Override
    public String toString() {
        return backend.name() + (confined ? ", confined" : "");
    }
}
