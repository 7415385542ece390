package dev.pirn.loop.nio;

import static dev.pirn.loop.nio.Net.assertNames;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NioListenerTest extends NetTest {

    private final Told acceptor = new Told();

    @Test
    void acceptsAndServes() throws IOException {
        IoListener listener = net.listen();
        try (Socket client = Net.client(listener)) {
            IoSocket socket = net.accept(listener);
            assertEquals(client.getLocalSocketAddress(), socket.remoteAddress());
            assertEquals(listener.localAddress(), socket.localAddress());
            client.getOutputStream().write('x');
            assertEquals("x", net.readText(socket, 1));
        }
    }

    @Test
    void waitsForAConnection() throws IOException {
        IoListener listener = net.listen();
        assertNull(listener.accept(acceptor));
        assertEquals(1, net.driver.pendingCount());
        assertThrows(IllegalStateException.class, () -> listener.accept(new Told()));
        net.assertSleeps();

        try (Socket client = Net.client(listener)) {
            assertEquals(IoDriver.RETRY, net.await(acceptor));
            IoSocket socket = net.accept(listener);
            assertEquals(peer(client), socket.remoteAddress());
            assertNull(listener.accept(acceptor));
        }
    }

    @Test
    void connectionsThatNobodyAcceptsDoNotKeepTheSelectorAwake() throws IOException {
        IoListener listener = net.listen();
        listener.accept(acceptor);
        try (Socket first = Net.client(listener);
                Socket second = Net.client(listener)) {
            assertEquals(IoDriver.RETRY, net.await(acceptor));
            net.driver.poll(0);
            net.assertSleeps();
            assertEquals(peer(first), net.accept(listener).remoteAddress());
            assertEquals(peer(second), net.accept(listener).remoteAddress());
        }
    }

    @Test
    void cancelledAcceptTakesNoConnection() throws IOException {
        IoListener listener = net.listen();
        listener.accept(acceptor);
        try (Socket client = Net.client(listener)) {
            listener.cancel(acceptor);
            assertEquals(List.of(IoDriver.CANCELLED), acceptor.answers());
            assertEquals(0, net.driver.pendingCount());
            assertEquals(peer(client), net.accept(listener).remoteAddress());
            assertEquals(1, acceptor.answers().size());
        }
    }

    @Test
    void closeTellsAndFreesThePortAtOnce() throws IOException {
        IoListener listener = net.listen();
        listener.accept(acceptor);
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();

        listener.close();
        listener.close();

        assertEquals(List.of(IoDriver.CANCELLED), acceptor.answers());
        assertEquals(0, net.driver.openCount());
        assertThrows(ConnectException.class, () -> Net.client(listener));
        assertThrows(ClosedChannelException.class, () -> listener.accept(acceptor));
        net.driver.listen(address, 1, Map.of()).close();
    }

    @Test
    void closeKeepsAWakeupForTheNextPoll() throws IOException {
        IoListener listener = net.listen();
        listener.accept(acceptor);
        net.driver.wakeup();
        listener.close();
        net.driver.poll(-1);
    }

    @Test
    void closeKeepsTheEventsOfOthers() throws IOException {
        IoListener listener = net.listen();
        listener.accept(acceptor);
        try (Net.Connection connection = net.connection()) {
            connection.socket().read(ByteBuffer.allocate(1), reader);
            connection.send("x");
            listener.close();
            assertEquals(IoDriver.RETRY, net.await(reader));
        }
    }

    @Test
    void addressInUseIsNamedAndNothingStaysOpen() throws IOException {
        IoListener listener = net.listen();
        BindException failure =
                assertThrows(BindException.class, () -> net.driver.listen(listener.localAddress(), 1, Map.of()));
        String port = Integer.toString(((InetSocketAddress) listener.localAddress()).getPort());
        assertNames(port, failure);
        assertEquals(1, net.driver.openCount());
    }

    @Test
    void unresolvedAddressIsAnIoFailure() {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 80);
        assertThrows(UnknownHostException.class, () -> net.driver.listen(unresolved, 1, Map.of()));
        assertEquals(0, net.driver.openCount());
    }

    @Test
    void optionsAreSetBeforeTheBind() throws IOException {
        if (!new Socket().supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) return;
        IoListener first = net.driver.listen(Net.loopback(0), 1, Map.of(StandardSocketOptions.SO_REUSEPORT, true));
        IoListener second =
                net.driver.listen(first.localAddress(), 1, Map.of(StandardSocketOptions.SO_REUSEPORT, true));
        assertEquals(first.localAddress(), second.localAddress());
    }

    @Test
    void unknownOptionIsNamedAndNothingStaysOpen() {
        IOException failure = assertThrows(
                IOException.class,
                () -> net.driver.listen(Net.loopback(0), 1, Map.of(StandardSocketOptions.TCP_NODELAY, true)));
        assertNames("TCP_NODELAY", failure);
        assertEquals(0, net.driver.openCount());
    }

    @Test
    void unixSocketsWorkToo(@TempDir Path directory) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        IoListener listener = net.driver.listen(address, 1, Map.of());
        IoSocket client = net.driver.open(StandardProtocolFamily.UNIX);
        assertEquals(0, client.connect(address, acceptor));
        IoSocket server = net.accept(listener);
        net.write(client, "hello");
        assertEquals("hello", net.readText(server, 5));
        assertThrows(SocketException.class, () -> net.connect(address)); // on an IPv4 socket
        Files.delete(address.getPath());
    }

    private static InetSocketAddress peer(Socket client) {
        return (InetSocketAddress) client.getLocalSocketAddress();
    }
}
