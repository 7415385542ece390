package dev.pirn.tck.driver;

import static dev.pirn.tck.driver.DriverCase.assertNames;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.AddressUnavailableException;
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
import java.nio.channels.SocketChannel;
import java.util.List;

/** Binding and connecting a socket. */
class DriverConnectTck {

    private final RecordedCompletion writer = new RecordedCompletion();

    private static ServerSocket peer() throws IOException {
        return new ServerSocket(0, 1, DriverCase.loopback(0).getAddress());
    }

    @DriverTest
    void knowsBothAddressesOnceItIsConnected(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            assertEquals(
                    connection.peer().getLocalSocketAddress(),
                    connection.socket().remoteAddress());
            assertEquals(
                    connection.peer().getRemoteSocketAddress(),
                    connection.socket().localAddress());
        }
    }

    @DriverTest
    void isPendingUntilThePoll(DriverCase net) throws IOException {
        try (ServerSocket peer = peer()) {
            IoSocket socket = net.driver().open(StandardProtocolFamily.INET);
            assertNull(socket.remoteAddress());
            int result = socket.connect(peer.getLocalSocketAddress(), writer);
            assertEquals(result == IoDriver.PENDING ? 1 : 0, net.driver().pendingCount());
            if (result == IoDriver.PENDING) assertEquals(0, net.await(writer));
            assertEquals(0, net.driver().pendingCount());
        }
    }

    @DriverTest
    void refusalNamesTheAddress(DriverCase net) throws IOException {
        InetSocketAddress unused = unusedAddress();
        IoSocket socket = net.driver().open(StandardProtocolFamily.INET);

        ConnectException failure = assertThrows(ConnectException.class, () -> {
            Object answer = socket.connect(unused, writer);
            DriverCase.count(answer.equals(IoDriver.PENDING) ? net.await(writer) : answer);
        });

        assertNames(unused.toString(), failure);
        assertNull(socket.remoteAddress());
        socket.close(false);
        net.assertSleeps();
    }

    /**
     * Addresses to which no system connects, each for a reason of its own; that of the last is that nothing listens.
     */
    @DriverTest
    void failuresAreOfTheTypesOfTheJdk(DriverCase net) throws IOException {
        for (InetSocketAddress remote : List.of(
                new InetSocketAddress(InetAddress.ofLiteral("255.255.255.255"), 9),
                new InetSocketAddress(InetAddress.ofLiteral("224.0.0.1"), 9),
                unusedAddress())) {
            IoSocket socket = net.driver().open(StandardProtocolFamily.INET);
            IOException failure = assertThrows(IOException.class, () -> {
                Object answer = socket.connect(remote, writer);
                DriverCase.count(answer.equals(IoDriver.PENDING) ? net.await(writer) : answer);
            });
            assertSame(failureOfTheJdk(remote), failure.getClass());
            assertNames(remote.toString(), failure);
            socket.close(false);
        }
    }

    private static Class<?> failureOfTheJdk(InetSocketAddress remote) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET)) {
            return assertThrows(IOException.class, () -> channel.connect(remote))
                    .getClass();
        }
    }

    @DriverTest
    void anAddressThatTheMachineDoesNotHaveCannotBeBound(DriverCase net) throws IOException {
        InetSocketAddress elsewhere = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0); // RFC 5737
        IoSocket socket = net.driver().open(StandardProtocolFamily.INET);
        assertThrows(AddressUnavailableException.class, () -> socket.bind(elsewhere));
        socket.close(false);
    }

    @DriverTest
    void unresolvedAndForeignAddressesAreIoFailures(DriverCase net) throws IOException {
        IoSocket socket = net.driver().open(StandardProtocolFamily.INET);
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 80);
        InetSocketAddress foreign = new InetSocketAddress(InetAddress.ofLiteral("::1"), 80);

        assertThrows(UnknownHostException.class, () -> socket.connect(unresolved, writer));
        assertThrows(SocketException.class, () -> socket.connect(foreign, writer));
        assertEquals(0, net.driver().pendingCount());
    }

    @DriverTest
    void aCancelledOneIsToldOnce(DriverCase net) throws IOException {
        try (ServerSocket peer = peer()) {
            IoSocket socket = net.driver().open(StandardProtocolFamily.INET);
            if (socket.connect(peer.getLocalSocketAddress(), writer) != IoDriver.PENDING) return;

            socket.cancel(writer);

            Object answer = net.await(writer);
            assertTrue(List.<Object>of(IoDriver.CANCELLED, 0).contains(answer), answer::toString);
            net.driver().poll(0);
            net.assertSleeps();
            assertEquals(List.of(), writer.answers());
            socket.close(true);
        }
    }

    @DriverTest
    void bindsTheLocalSideFirst(DriverCase net) throws IOException {
        try (ServerSocket peer = peer()) {
            IoSocket socket = net.driver().open(StandardProtocolFamily.INET);
            socket.bind(DriverCase.loopback(0));
            InetSocketAddress local = assertInstanceOf(InetSocketAddress.class, socket.localAddress());
            assertTrue(local.getPort() > 0);
            Object answer = socket.connect(peer.getLocalSocketAddress(), writer);
            assertEquals(0, answer.equals(IoDriver.PENDING) ? net.await(writer) : answer);
            try (var accepted = peer.accept()) {
                assertEquals(local, accepted.getRemoteSocketAddress());
            }

            IoSocket second = net.driver().open(StandardProtocolFamily.INET);
            BindException failure = assertThrows(BindException.class, () -> second.bind(peer.getLocalSocketAddress()));
            assertNames(Integer.toString(peer.getLocalPort()), failure);
        }
    }

    private static InetSocketAddress unusedAddress() throws IOException {
        try (ServerSocket taken = peer()) {
            return (InetSocketAddress) taken.getLocalSocketAddress();
        }
    }
}
