package dev.pirn.loop.nio;

import static dev.pirn.loop.nio.Net.assertNames;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class NioConnectTest extends NetTest {

    @Test
    void tellsZeroWhenItIsConnected() throws IOException {
        try (Net.Connection connection = net.connection()) {
            assertEquals(
                    connection.peer().getLocalSocketAddress(),
                    connection.socket().remoteAddress());
            assertEquals(
                    connection.peer().getRemoteSocketAddress(),
                    connection.socket().localAddress());
        }
    }

    @Test
    void isPendingUntilThePoll() throws IOException {
        try (ServerSocket peer = new ServerSocket(0, 1, Net.loopback(0).getAddress())) {
            IoSocket socket = net.driver.open(StandardProtocolFamily.INET);
            int result = socket.connect(peer.getLocalSocketAddress(), writer);
            assertEquals(result == IoDriver.PENDING ? 1 : 0, net.driver.pendingCount());
            if (result == IoDriver.PENDING) assertEquals(0, net.await(writer));
            assertEquals(0, net.driver.pendingCount());
        }
    }

    @Test
    void refusalNamesTheAddress() throws IOException {
        InetSocketAddress nobody = unusedAddress();
        IoSocket socket = net.driver.open(StandardProtocolFamily.INET);

        IOException failure = failureOf(socket, nobody);

        assertInstanceOf(ConnectException.class, failure);
        assertNames(nobody.toString(), failure);
        assertNull(socket.remoteAddress());
        socket.close(false);
        net.assertSleeps();
    }

    @Test
    void unresolvedAndForeignAddressesAreIoFailures() throws IOException {
        IoSocket socket = net.driver.open(StandardProtocolFamily.INET);
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 80);
        InetSocketAddress foreign = new InetSocketAddress(InetAddress.ofLiteral("::1"), 80);

        assertThrows(UnknownHostException.class, () -> socket.connect(unresolved, writer));
        assertThrows(SocketException.class, () -> socket.connect(foreign, writer));
        assertEquals(0, net.driver.pendingCount());
    }

    @Test
    void cancelledIsToldAtOnceAndOnlyOnce() throws IOException {
        try (ServerSocket peer = new ServerSocket(0, 1, Net.loopback(0).getAddress())) {
            IoSocket socket = net.driver.open(StandardProtocolFamily.INET);
            if (socket.connect(peer.getLocalSocketAddress(), writer) != IoDriver.PENDING) return;

            socket.cancel(writer);

            assertEquals(List.of(IoDriver.CANCELLED), writer.answers());
            net.driver.poll(0);
            net.assertSleeps();
            assertEquals(1, writer.answers().size());
            socket.close(true);
        }
    }

    @Test
    void bindsTheLocalSideFirst() throws IOException {
        try (ServerSocket peer = new ServerSocket(0, 1, Net.loopback(0).getAddress())) {
            IoSocket socket = net.driver.open(StandardProtocolFamily.INET);
            socket.bind(Net.loopback(0));
            InetSocketAddress local = assertInstanceOf(InetSocketAddress.class, socket.localAddress());
            assertTrue(local.getPort() > 0);

            IoSocket second = net.driver.open(StandardProtocolFamily.INET);
            BindException failure = assertThrows(BindException.class, () -> second.bind(peer.getLocalSocketAddress()));
            assertNames(Integer.toString(peer.getLocalPort()), failure);
        }
    }

    private IOException failureOf(IoSocket socket, InetSocketAddress remote) throws IOException {
        try {
            assertEquals(IoDriver.PENDING, socket.connect(remote, writer));
            return assertInstanceOf(IOException.class, net.await(writer));
        } catch (ConnectException e) { // some systems refuse at once
            return e;
        }
    }

    private static InetSocketAddress unusedAddress() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, Net.loopback(0).getAddress())) {
            return (InetSocketAddress) taken.getLocalSocketAddress();
        }
    }
}
