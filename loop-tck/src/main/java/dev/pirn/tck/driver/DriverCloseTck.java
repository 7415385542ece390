package dev.pirn.tck.driver;

import static dev.pirn.tck.driver.DriverCase.bytes;
import static dev.pirn.tck.driver.DriverCase.room;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;

/** Cancelling what is pending, and closing. */
class DriverCloseTck {

    /** Far less than the time for which the option asks. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private final RecordedCompletion reader = new RecordedCompletion();
    private final RecordedCompletion writer = new RecordedCompletion();

    /** In time or not: the byte is either in a completion, or still there. */
    @DriverTest
    void cancelTellsOnceAndLosesNoByte(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer target = room(10);
            connection.socket().read(target, reader);
            connection.send("x"); // before the cancel, after the last poll
            connection.socket().cancel(reader);
            connection.socket().cancel(reader);
            int answer = DriverCase.count(net.await(reader));
            if (answer == IoDriver.CANCELLED || answer == IoDriver.RETRY) {
                assertEquals(0, target.position());
                answer = net.read(connection.socket(), target);
            }
            assertEquals(1, answer);
            assertEquals("x", DriverCase.text(target));
            net.assertSleeps();
            assertEquals(List.of(), reader.answers());
        }
    }

    @DriverTest
    void cancelOfAnotherOperationDoesNothing(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            connection.socket().read(room(1), reader);
            connection.socket().cancel(writer);
            net.driver().poll(0);
            assertEquals(1, net.driver().pendingCount());
            assertEquals(List.of(), reader.answers());
        }
    }

    /** At once, but for a driver that has to wait until the system has let go of the buffer. */
    @DriverTest
    void closeTellsWhatIsPendingAndNothingAfterwards(DriverCase net) throws IOException {
        DriverCase.Connection connection = net.connection();
        IoSocket socket = connection.socket();
        socket.read(room(1), reader);
        net.writeUntilItStays(socket, new ByteBuffer[] {room(8_000_000)}, writer);
        connection.send("too late");

        socket.close(false);
        socket.close(true);

        assertEquals(0, net.driver().openCount());
        if (net.driver().pinsBuffers()) net.settle();
        assertEquals(List.of(IoDriver.CANCELLED), reader.answers());
        assertEquals(List.of(IoDriver.CANCELLED), writer.answers());
        assertEquals(0, net.driver().pendingCount());
        assertEquals(0, net.driver().poll(0));
        net.assertSleeps();
        assertEquals(1, reader.answers().size());
        connection.peer().close();
    }

    @DriverTest
    void closedSocketRefusesEverything(DriverCase net) throws IOException {
        DriverCase.Connection connection = net.connection();
        IoSocket socket = connection.socket();
        connection.close();
        assertTrue(socket.isClosed());
        assertThrows(ClosedChannelException.class, () -> socket.read(room(1), reader));
        assertThrows(ClosedChannelException.class, () -> socket.write(new ByteBuffer[] {bytes("x")}, 0, 1, writer));
        assertThrows(ClosedChannelException.class, socket::shutdownOutput);
        assertThrows(ClosedChannelException.class, () -> socket.connect(DriverCase.loopback(1), writer));
        assertThrows(ClosedChannelException.class, () -> socket.bind(DriverCase.loopback(0)));
        assertThrows(IOException.class, () -> socket.setOption(StandardSocketOptions.TCP_NODELAY, true));
        assertNull(socket.localAddress());
        assertNull(socket.remoteAddress());
        assertEquals(0, net.driver().pendingCount());
    }

    @DriverTest
    void closeNeverWaitsForAPeerThatDoesNotRead(DriverCase net) throws IOException {
        DriverCase.Connection connection = lingering(net);
        assertTimeout(SOON, () -> {
            connection.socket().close(false);
            net.settle();
            net.driver().poll(0);
        });
        connection.peer().close();
    }

    @DriverTest
    void norDoesTheCloseOfTheDriver(DriverCase net) throws IOException {
        DriverCase.Connection connection = lingering(net);
        assertTimeout(SOON, () -> net.driver().close());
        connection.peer().close();
    }

    /** The system's buffers are full, and the option asks for a close that waits until they are empty. */
    private DriverCase.Connection lingering(DriverCase net) throws IOException {
        DriverCase.Connection connection = net.connection();
        connection.socket().setOption(StandardSocketOptions.SO_LINGER, 60);
        net.writeUntilItStays(connection.socket(), new ByteBuffer[] {room(8_000_000)}, writer);
        return connection;
    }

    @DriverTest
    void aLingerOfZeroHasEveryCloseResetTheConnection(DriverCase net) throws IOException {
        DriverCase.Connection connection = net.connection();
        connection.socket().setOption(StandardSocketOptions.SO_LINGER, 0);
        connection.socket().close(false);
        net.settle();
        net.driver().poll(0);
        assertThrows(
                SocketException.class, () -> connection.peer().getInputStream().readAllBytes());
        connection.peer().close();
    }

    @DriverTest
    void anAbortResetsWhateverTheLingerIs(DriverCase net) throws IOException {
        DriverCase.Connection connection = net.connection();
        connection.socket().setOption(StandardSocketOptions.SO_LINGER, 60);
        connection.socket().close(true);
        net.settle();
        net.driver().poll(0);
        assertThrows(
                SocketException.class, () -> connection.peer().getInputStream().readAllBytes());
        connection.peer().close();
    }

    @DriverTest
    void closeLetsThePeerReadEverything(DriverCase net) throws IOException {
        DriverCase.Connection connection = net.connection();
        connection.socket().read(room(1), reader);
        net.write(connection.socket(), "last words");
        connection.socket().close(false);
        net.settle();
        net.driver().poll(0);
        assertEquals("last words", new String(connection.peer().getInputStream().readAllBytes(), UTF_8));
        connection.peer().close();
    }

    @DriverTest
    void abortResetsThePeer(DriverCase net) throws IOException {
        DriverCase.Connection connection = net.connection();
        connection.socket().read(room(1), reader);
        connection.socket().close(true);
        net.settle();
        net.driver().poll(0);
        assertThrows(
                SocketException.class, () -> connection.peer().getInputStream().read());
        connection.peer().close();
    }
}
