package dev.pirn.loop.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.junit.jupiter.api.Test;

class NioCloseTest extends NetTest {

    @Test
    void cancelTellsOnceAndTheNextReadGetsTheBytes() throws IOException {
        try (Net.Connection connection = net.connection()) {
            ByteBuffer target = ByteBuffer.allocate(10);
            connection.socket().read(target, reader);
            connection.send("x"); // before the cancel, after the last poll
            connection.socket().cancel(reader);
            connection.socket().cancel(reader);
            assertEquals(List.of(IoDriver.CANCELLED), reader.answers());

            assertEquals(1, net.read(connection.socket(), target));
            assertEquals(1, reader.answers().size());
        }
    }

    @Test
    void cancelOfAnotherOperationDoesNothing() throws IOException {
        try (Net.Connection connection = net.connection()) {
            connection.socket().read(ByteBuffer.allocate(1), reader);
            connection.socket().cancel(writer);
            assertEquals(1, net.driver.pendingCount());
            assertEquals(List.of(), reader.answers());
        }
    }

    @Test
    void closeTellsWhatIsPendingAndNothingAfterwards() throws IOException {
        Net.Connection connection = net.connection();
        IoSocket socket = connection.socket();
        socket.read(ByteBuffer.allocate(1), reader);
        while (socket.write(new ByteBuffer[] {ByteBuffer.allocate(1 << 20)}, 0, 1, writer) != IoDriver.PENDING) {}
        connection.send("too late");

        socket.close(false);
        socket.close(true);

        assertEquals(List.of(IoDriver.CANCELLED), reader.answers());
        assertEquals(List.of(IoDriver.CANCELLED), writer.answers());
        assertEquals(0, net.driver.pendingCount());
        assertEquals(0, net.driver.openCount());
        assertEquals(0, net.driver.poll(0));
        net.assertSleeps();
        assertEquals(1, reader.answers().size());
        connection.peer().close();
    }

    @Test
    void closedSocketRefusesEverything() throws IOException {
        Net.Connection connection = net.connection();
        IoSocket socket = connection.socket();
        connection.close();
        assertTrue(socket.isClosed());
        assertThrows(ClosedChannelException.class, () -> socket.read(ByteBuffer.allocate(1), reader));
        assertThrows(ClosedChannelException.class, () -> socket.write(new ByteBuffer[] {bytes("x")}, 0, 1, writer));
        assertThrows(ClosedChannelException.class, socket::shutdownOutput);
        assertThrows(ClosedChannelException.class, () -> socket.connect(Net.loopback(1), writer));
        assertThrows(ClosedChannelException.class, () -> socket.bind(Net.loopback(0)));
        assertThrows(IOException.class, () -> socket.setOption(StandardSocketOptions.TCP_NODELAY, true));
        assertNull(socket.localAddress());
        assertNull(socket.remoteAddress());
        assertEquals(0, net.driver.pendingCount());
    }

    @Test
    void closeLetsThePeerReadEverything() throws IOException {
        Net.Connection connection = net.connection();
        connection.socket().read(ByteBuffer.allocate(1), reader);
        net.write(connection.socket(), "last words");
        connection.socket().close(false);
        net.driver.poll(0);
        assertEquals("last words", new String(connection.peer().getInputStream().readAllBytes(), UTF_8));
        connection.peer().close();
    }

    @Test
    void abortResetsThePeer() throws IOException {
        Net.Connection connection = net.connection();
        connection.socket().read(ByteBuffer.allocate(1), reader);
        connection.socket().close(true);
        net.driver.poll(0);
        assertThrows(
                SocketException.class, () -> connection.peer().getInputStream().read());
        connection.peer().close();
    }
}
