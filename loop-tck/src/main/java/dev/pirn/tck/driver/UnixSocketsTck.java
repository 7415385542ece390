package dev.pirn.tck.driver;

import static dev.pirn.tck.driver.DriverCase.assertNames;
import static dev.pirn.tck.driver.DriverCase.room;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that have a path for an address. */
class UnixSocketsTck {

    private static final String CAPABILITY = "unix-sockets";

    private final RecordedCompletion acceptor = new RecordedCompletion();
    private final RecordedCompletion reader = new RecordedCompletion();

    @TempDir
    private Path directory = Path.of("");

    private UnixDomainSocketAddress path(String name) {
        return UnixDomainSocketAddress.of(directory.resolve(name));
    }

    private static void require(DriverCase net) {
        assumeTrue(net.backend.capabilities().contains(CAPABILITY), "no Unix sockets");
    }

    private IoListener listen(DriverCase net) throws IOException {
        require(net);
        return net.driver().listen(path("s"), 5, Map.of());
    }

    @DriverTest
    void theBackendHasThemIfItSaysSo(DriverCase net) throws IOException {
        boolean claimed = net.backend.capabilities().contains(CAPABILITY);
        try {
            net.driver().open(StandardProtocolFamily.UNIX).close(false);
            assertTrue(claimed, "works, and is not claimed");
        } catch (SocketException e) {
            assertTrue(!claimed, "claimed, and does not work: " + e);
        }
    }

    @DriverTest
    void bytesGoBothWaysUntilTheEnd(DriverCase net) throws IOException {
        IoListener listener = listen(net);
        IoSocket client = net.connect(path("s"));
        IoSocket server = net.accept(listener);
        net.write(client, "question");
        assertEquals("question", net.readText(server, 8));
        net.write(server, "answer");
        server.shutdownOutput();
        assertEquals("answer", net.readText(client, 6));
        assertEquals(IoDriver.EOF, net.read(client, room(1)));
        net.write(client, "more"); // the other direction stays
        assertEquals("more", net.readText(server, 4));
        client.close(false);
        net.settle();
        assertEquals(IoDriver.EOF, net.read(server, room(1)));
        server.close(false);
        listener.close();
        assertEquals(0, net.driver().openCount());
    }

    @DriverTest
    void theAddressesAreThePath(DriverCase net) throws IOException {
        IoListener listener = listen(net);
        IoSocket client = net.connect(path("s"));
        IoSocket server = net.accept(listener);
        assertEquals(path("s"), listener.localAddress());
        assertEquals(path("s"), client.remoteAddress());
        assertEquals(path("s"), server.localAddress());
        assertEquals(UnixDomainSocketAddress.of(""), server.remoteAddress()); // a client without a name
        assertEquals(UnixDomainSocketAddress.of(""), client.localAddress());
        client.close(false);
        assertNull(client.remoteAddress());
        assertNull(client.localAddress());
    }

    @DriverTest
    void aClientCanHaveAPathToo(DriverCase net) throws IOException {
        IoListener listener = listen(net);
        IoSocket client = net.driver().open(StandardProtocolFamily.UNIX);
        client.bind(path("c"));
        Object answer = client.connect(path("s"), reader);
        assertEquals(0, answer.equals(IoDriver.PENDING) ? net.await(reader) : answer);
        assertEquals(path("c"), client.localAddress());
        assertTrue(Files.exists(path("c").getPath()));
        net.accept(listener).close(false);
    }

    @DriverTest
    void theJdksOwnSocketsAreAtTheOtherEnd(DriverCase net) throws IOException {
        IoListener listener = listen(net);
        try (SocketChannel client = SocketChannel.open(path("s"))) {
            IoSocket server = net.accept(listener);
            client.write(ByteBuffer.wrap("hello".getBytes(UTF_8)));
            assertEquals("hello", net.readText(server, 5));
        }
    }

    @DriverTest
    void aPendingReadWaitsIsToldAndIsCancelled(DriverCase net) throws IOException {
        IoListener listener = listen(net);
        IoSocket client = net.connect(path("s"));
        IoSocket server = net.accept(listener);
        ByteBuffer target = room(10);
        assertEquals(IoDriver.PENDING, server.read(target, reader));
        net.assertSleeps();
        net.write(client, "x");
        assertEquals(1, net.finishRead(server, target, net.await(reader)));
        assertEquals(IoDriver.PENDING, server.read(target, reader));
        server.cancel(reader);
        assertEquals(IoDriver.CANCELLED, net.await(reader));
        assertEquals(IoDriver.PENDING, server.read(target, reader));
        server.close(true);
        assertEquals(IoDriver.CANCELLED, net.await(reader));
        assertEquals(List.of(), reader.answers());
    }

    @DriverTest
    void manyBytesGoThroughASlowReader(DriverCase net) throws Exception {
        IoListener listener = listen(net);
        try (SocketChannel client = SocketChannel.open(path("s"))) {
            IoSocket server = net.accept(listener);
            byte[] sent = new byte[3_000_000];
            new Random(7).nextBytes(sent);
            ByteBuffer source = room(sent.length).put(sent).flip();
            net.writeUntilItStays(server, new ByteBuffer[] {source}, reader);
            ByteBuffer received = ByteBuffer.allocate(sent.length);
            Thread slow = Thread.startVirtualThread(() -> fill(client, received));
            DriverCase.count(net.await(reader));
            net.writeAll(server, source);
            slow.join();
            assertEquals(ByteBuffer.wrap(sent), received.flip());
        }
    }

    private static void fill(SocketChannel from, ByteBuffer target) {
        try {
            while (target.hasRemaining() && from.read(target) >= 0) {}
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @DriverTest
    void aPathInUseIsNamed(DriverCase net) throws IOException {
        IoListener listener = listen(net);
        BindException failure =
                assertThrows(BindException.class, () -> net.driver().listen(path("s"), 1, Map.of()));
        assertNames(path("s").toString(), failure);
        assertEquals(1, net.driver().openCount());
        listener.close();
        assertTrue(Files.exists(path("s").getPath()), "the listener's user removes the file: drivers do not");
    }

    @DriverTest
    void nobodyThereIsNamed(DriverCase net) throws IOException {
        listen(net).close(); // its file stays, without a listener
        ConnectException refused = assertThrows(ConnectException.class, () -> connectAlone(net, path("s")));
        assertNames(path("s").toString(), refused);
        IOException missing = assertThrows(IOException.class, () -> connectAlone(net, path("missing")));
        assertNames(path("missing").toString(), missing);
    }

    @DriverTest
    void aPathThatIsTooLongAndAForeignAddressAreIoFailures(DriverCase net) throws IOException {
        require(net);
        UnixDomainSocketAddress tooLong = path("x".repeat(120));
        assertThrows(IOException.class, () -> net.driver().listen(tooLong, 1, Map.of()));
        assertThrows(IOException.class, () -> connectAlone(net, tooLong));
        IoSocket unix = net.driver().open(StandardProtocolFamily.UNIX);
        IoSocket inet = net.driver().open(StandardProtocolFamily.INET);
        InetSocketAddress port = DriverCase.loopback(1);
        assertThrows(SocketException.class, () -> unix.connect(port, reader));
        assertThrows(SocketException.class, () -> unix.bind(port));
        assertThrows(SocketException.class, () -> inet.connect(path("s"), reader));
        assertThrows(SocketException.class, () -> inet.bind(path("s")));
        assertEquals(2, net.driver().openCount());
        assertEquals(0, net.driver().pendingCount());
    }

    private static void connectAlone(DriverCase net, UnixDomainSocketAddress remote) throws IOException {
        IoSocket socket = net.driver().open(StandardProtocolFamily.UNIX);
        RecordedCompletion done = new RecordedCompletion();
        try {
            Object answer = socket.connect(remote, done);
            DriverCase.count(answer.equals(IoDriver.PENDING) ? net.await(done) : answer);
        } finally {
            socket.close(false);
        }
    }

    @DriverTest
    void closingFreesThosePending(DriverCase net) throws IOException {
        IoListener listener = listen(net);
        assertNull(listener.accept(acceptor));
        listener.close();
        assertEquals(List.of(IoDriver.CANCELLED), acceptor.answers());
        Files.delete(path("s").getPath());
        net.driver().listen(path("s"), 1, Map.of()).close();
    }
}
