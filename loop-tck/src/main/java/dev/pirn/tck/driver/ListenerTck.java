package dev.pirn.tck.driver;

import static dev.pirn.tck.driver.DriverCase.assertNames;
import static dev.pirn.tck.driver.DriverCase.loopback;
import static dev.pirn.tck.driver.DriverCase.room;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.AddressUnavailableException;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Map;

/** Listening and accepting. */
class ListenerTck {

    private final RecordedCompletion acceptor = new RecordedCompletion();
    private final RecordedCompletion reader = new RecordedCompletion();

    @DriverTest
    void acceptsAndServes(DriverCase net) throws IOException {
        IoListener listener = net.listen();
        try (Socket client = DriverCase.client(listener)) {
            IoSocket socket = net.accept(listener);
            assertEquals(client.getLocalSocketAddress(), socket.remoteAddress());
            assertEquals(listener.localAddress(), socket.localAddress());
            client.getOutputStream().write('x');
            assertEquals("x", net.readText(socket, 1));
        }
    }

    @DriverTest
    void waitsForAConnection(DriverCase net) throws IOException {
        IoListener listener = net.listen();
        assertNull(listener.accept(acceptor));
        assertEquals(1, net.driver().pendingCount());
        assertThrows(IllegalStateException.class, () -> listener.accept(new RecordedCompletion()));
        net.assertSleeps();

        try (Socket client = DriverCase.client(listener)) {
            assertEquals(IoDriver.RETRY, net.await(acceptor));
            IoSocket socket = net.accept(listener);
            assertEquals(client.getLocalSocketAddress(), socket.remoteAddress());
            assertNull(listener.accept(acceptor));
        }
    }

    @DriverTest
    void connectionsThatNobodyAcceptsDoNotKeepTheDriverAwake(DriverCase net) throws IOException {
        IoListener listener = net.listen();
        listener.accept(acceptor);
        try (Socket first = DriverCase.client(listener);
                Socket second = DriverCase.client(listener)) {
            assertEquals(IoDriver.RETRY, net.await(acceptor));
            net.driver().poll(0);
            net.assertSleeps();
            assertEquals(first.getLocalSocketAddress(), net.accept(listener).remoteAddress());
            assertEquals(second.getLocalSocketAddress(), net.accept(listener).remoteAddress());
        }
    }

    /** Whether it came in time or not, the connection is still to be had. */
    @DriverTest
    void cancelledAcceptLosesNoConnection(DriverCase net) throws IOException {
        IoListener listener = net.listen();
        listener.accept(acceptor);
        try (Socket client = DriverCase.client(listener)) {
            listener.cancel(acceptor);
            listener.cancel(acceptor);
            Object answer = net.await(acceptor);
            assertTrue(List.<Object>of(IoDriver.CANCELLED, IoDriver.RETRY).contains(answer), answer::toString);
            assertEquals(0, net.driver().pendingCount());
            assertEquals(client.getLocalSocketAddress(), net.accept(listener).remoteAddress());
            assertEquals(List.of(), acceptor.answers());
        }
    }

    @DriverTest
    void closeTellsAndFreesThePortAtOnce(DriverCase net) throws IOException {
        IoListener listener = net.listen();
        listener.accept(acceptor);
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();

        listener.close();
        listener.close();

        assertEquals(List.of(IoDriver.CANCELLED), acceptor.answers());
        assertEquals(0, net.driver().openCount());
        assertThrows(ConnectException.class, () -> DriverCase.client(listener));
        assertThrows(ClosedChannelException.class, () -> listener.accept(acceptor));
        net.driver().listen(address, 1, Map.of()).close();
    }

    @DriverTest
    void closeKeepsAWakeupForTheNextPoll(DriverCase net) throws IOException {
        IoListener listener = net.listen();
        listener.accept(acceptor);
        net.driver().poll(0);
        net.driver().wakeup();
        listener.close();
        net.driver().poll(-1);
    }

    @DriverTest
    void closeKeepsTheEventsOfOthers(DriverCase net) throws IOException {
        IoListener listener = net.listen();
        listener.accept(acceptor);
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer target = room(1);
            connection.socket().read(target, reader);
            connection.send("x");
            listener.close();
            assertEquals(1, net.finishRead(connection.socket(), target, net.await(reader)));
        }
    }

    @DriverTest
    void addressInUseIsNamedAndNothingStaysOpen(DriverCase net) throws IOException {
        IoListener listener = net.listen();
        BindException failure =
                assertThrows(BindException.class, () -> net.driver().listen(listener.localAddress(), 1, Map.of()));
        String port = Integer.toString(((InetSocketAddress) listener.localAddress()).getPort());
        assertNames(port, failure);
        assertEquals(1, net.driver().openCount());
    }

    /** The address is one for documentation, RFC 5737. */
    @DriverTest
    void anAddressThatTheMachineDoesNotHaveIsToldFromOneInUse(DriverCase net) throws IOException {
        InetSocketAddress elsewhere = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4711);
        AddressUnavailableException unavailable = assertThrows(
                AddressUnavailableException.class, () -> net.driver().listen(elsewhere, 1, Map.of()));
        assertNames(elsewhere, unavailable);
        IoListener listener = net.listen();
        BindException inUse =
                assertThrows(BindException.class, () -> net.driver().listen(listener.localAddress(), 1, Map.of()));
        assertFalse(inUse instanceof AddressUnavailableException, inUse::toString);
        assertEquals(1, net.driver().openCount());
    }

    @DriverTest
    void unresolvedAddressIsAnIoFailure(DriverCase net) {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 80);
        assertThrows(UnknownHostException.class, () -> net.driver().listen(unresolved, 1, Map.of()));
        assertEquals(0, net.driver().openCount());
    }

    /** A close ends the connections that wait to be accepted. */
    @DriverTest
    void closeEndsConnectionsThatWereNotAccepted(DriverCase net) throws IOException {
        IoListener listener = net.listen();
        listener.accept(acceptor);
        try (Socket client = DriverCase.client(listener)) {
            net.await(acceptor); // which may have taken it from the system already
            listener.close();
            net.driver().poll(0);
            assertTrue(hasEnded(client));
        }
    }

    private static boolean hasEnded(Socket client) {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true; // reset
        }
    }

    @DriverTest
    void portZeroIsAFreePort(DriverCase net) throws IOException {
        IoListener one = net.driver().listen(loopback(0), 1, Map.of());
        IoListener two = net.driver().listen(loopback(0), 1, Map.of());
        assertTrue(((InetSocketAddress) one.localAddress()).getPort() > 0);
        assertNotEquals(one.localAddress(), two.localAddress());
    }
}
