package dev.pirn.loop.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NioWriteTest extends NetTest {

    @Test
    void gathersInOrderFromTheOffset() throws IOException {
        try (Net.Connection connection = net.connection()) {
            ByteBuffer[] sources = {bytes("no"), bytes("one "), bytes(""), bytes("two"), bytes("no")};
            assertEquals(7, connection.socket().write(sources, 1, 3, writer));
            assertEquals("one two", connection.receive(7));
            assertEquals(2, sources[0].remaining());
            assertEquals(2, sources[4].remaining());
            assertEquals(0, sources[3].remaining());
        }
    }

    @Test
    void waitsForASlowPeerAndLosesNothing() throws Exception {
        try (Net.Connection connection = net.connection()) {
            byte[] sent = new byte[8_000_000];
            new Random(7).nextBytes(sent);
            ByteBuffer[] source = {ByteBuffer.wrap(sent)};
            int moved = writeUntilPending(connection.socket(), source);
            assertTrue(moved > 0 && moved < sent.length);
            net.assertSleeps();

            byte[][] received = new byte[1][];
            Thread peer = Thread.startVirtualThread(() -> received[0] = receiveAll(connection, sent.length));
            assertEquals(IoDriver.RETRY, net.await(writer));
            while (source[0].hasRemaining()) {
                writeUntilPending(connection.socket(), source);
                if (source[0].hasRemaining()) assertEquals(IoDriver.RETRY, net.await(writer));
            }
            peer.join();
            assertArrayEquals(sent, received[0]);
            connection.socket().cancel(writer);
            net.assertSleeps(); // nobody waits for room: the selector is not asked about it
        }
    }

    @Test
    void shortWriteIsNotFollowedByASystemCall() throws IOException {
        try (Net.Connection connection = net.connection()) {
            ByteBuffer[] source = {ByteBuffer.allocate(8_000_000)};
            int moved = connection.socket().write(source, 0, 1, writer);
            assertTrue(moved > 0 && source[0].hasRemaining());
            connection.peer().getInputStream().readNBytes(moved); // room again

            assertEquals(IoDriver.PENDING, connection.socket().write(source, 0, 1, writer));
            assertEquals(IoDriver.RETRY, net.await(writer));
            assertTrue(connection.socket().write(source, 0, 1, writer) > 0);
        }
    }

    @Test
    void nothingToWriteMovesNothing() throws IOException {
        try (Net.Connection connection = net.connection()) {
            assertEquals(0, connection.socket().write(new ByteBuffer[] {bytes("")}, 0, 1, writer));
            assertEquals(0, net.driver.pendingCount());
        }
    }

    @Test
    void readAndWriteArePendingTogether() throws IOException {
        try (Net.Connection connection = net.connection()) {
            ByteBuffer[] source = {ByteBuffer.allocate(8_000_000)};
            writeUntilPending(connection.socket(), source);
            connection.socket().read(ByteBuffer.allocate(10), reader);
            assertEquals(2, net.driver.pendingCount());
            assertThrows(IllegalStateException.class, () -> connection.socket().write(source, 0, 1, new Told()));

            connection.send("x");
            assertEquals(IoDriver.RETRY, net.await(reader));
            assertEquals(List.of(), writer.answers());
            assertEquals(1, net.driver.pendingCount());
        }
    }

    @Test
    void resetEndsAPendingWrite() throws IOException {
        try (Net.Connection connection = net.connection()) {
            ByteBuffer[] source = {ByteBuffer.allocate(8_000_000)};
            writeUntilPending(connection.socket(), source);
            connection.reset();
            assertEquals(IoDriver.RETRY, net.await(writer));
            assertThrows(IOException.class, () -> connection.socket().write(source, 0, 1, writer));
        }
    }

    @Test
    void endedOutputLeavesInputOpen() throws IOException {
        try (Net.Connection connection = net.connection()) {
            net.write(connection.socket(), "question");
            connection.socket().shutdownOutput();
            assertArrayEquals(
                    "question".getBytes(UTF_8),
                    connection.peer().getInputStream().readAllBytes());

            connection.send("answer");
            assertEquals("answer", net.readText(connection.socket(), 6));
            assertThrows(
                    IOException.class, () -> connection.socket().write(new ByteBuffer[] {bytes("x")}, 0, 1, writer));
        }
    }

    private int writeUntilPending(IoSocket socket, ByteBuffer[] source) throws IOException {
        int all = 0;
        int moved = 0;
        while (source[0].hasRemaining() && moved != IoDriver.PENDING) {
            all += moved;
            moved = socket.write(source, 0, 1, writer);
        }
        return all;
    }

    private static byte[] receiveAll(Net.Connection connection, int length) {
        try {
            return connection.peer().getInputStream().readNBytes(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
