package dev.pirn.loop.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.Map;

/** A driver turned by hand on the test's thread, and real loopback peers that block. */
final class Net implements AutoCloseable {

    /** Longer than anything here takes; waiting so long is a failure. */
    static final long LONG = 10_000_000_000L;

    final NioDriver driver;
    private final ServerSocket peers;

    Net() throws IOException {
        driver = (NioDriver) new NioLoopProvider().newDriver();
        peers = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** {@return a blocking peer, connected to the listener} */
    static Socket client(IoListener listener) throws IOException {
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        return new Socket(address.getAddress(), address.getPort());
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
        IoSocket socket = connect(peers.getLocalSocketAddress());
        return new Connection(socket, peers.accept());
    }

    IoSocket connect(SocketAddress remote) throws IOException {
        IoSocket socket = driver.open(StandardProtocolFamily.INET);
        Told done = new Told();
        if (socket.connect(remote, done) == IoDriver.PENDING) {
            assertEquals(0, await(done));
        }
        return socket;
    }

    IoListener listen() throws IOException {
        return driver.listen(loopback(0), 50, Map.<SocketOption<?>, Object>of());
    }

    IoSocket accept(IoListener listener) throws IOException {
        Told done = new Told();
        IoSocket accepted = listener.accept(done);
        while (accepted == null) {
            assertEquals(IoDriver.RETRY, await(done));
            accepted = listener.accept(done);
        }
        return accepted;
    }

    /** Polls until the completion is told, and takes the answer. */
    Object await(Told done) throws IOException {
        while (!done.isTold()) {
            pollOnce();
        }
        return done.take();
    }

    private void pollOnce() throws IOException {
        long begin = System.nanoTime();
        driver.poll(LONG);
        assertTrue(System.nanoTime() - begin < LONG, "nothing happened");
    }

    /** Reads once, waiting as often as it takes. */
    int read(IoSocket socket, ByteBuffer target) throws IOException {
        Told done = new Told();
        int moved = socket.read(target, done);
        while (moved == IoDriver.PENDING) {
            assertEquals(IoDriver.RETRY, await(done));
            moved = socket.read(target, done);
        }
        return moved;
    }

    /** Reads until there are so many bytes. */
    String readText(IoSocket socket, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining()) {
            assertTrue(read(socket, target) > 0, "the stream ended early");
        }
        return text(target);
    }

    void write(IoSocket socket, String text) throws IOException {
        ByteBuffer[] source = {ByteBuffer.wrap(text.getBytes(UTF_8))};
        Told done = new Told();
        while (source[0].hasRemaining()) {
            if (socket.write(source, 0, 1, done) == IoDriver.PENDING) {
                assertEquals(IoDriver.RETRY, await(done));
            }
        }
    }

    static String text(ByteBuffer filled) {
        return UTF_8.decode(filled.duplicate().flip()).toString();
    }

    /** Checks that the failure's message contains what it is about. */
    static void assertNames(Object what, Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains(what.toString()), message);
    }

    /** Checks that polling does not return before its time: nothing keeps waking the selector. */
    void assertSleeps() throws IOException {
        long nanos = 20_000_000;
        long begin = System.nanoTime();
        int told = driver.poll(nanos);
        assertEquals(0, told);
        assertTrue(System.nanoTime() - begin >= nanos, "poll came back early");
    }

    @Override
    public void close() throws IOException {
        driver.close();
        peers.close();
        assertEquals(0, driver.openCount());
        assertEquals(0, driver.pendingCount());
    }
}
