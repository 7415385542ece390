package dev.pirn.loop.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.IoDriver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NioReadTest extends NetTest {

    @Test
    void takesWhatIsThere() throws IOException {
        try (Net.Connection connection = net.connection()) {
            connection.send("hello");
            assertEquals("hello", net.readText(connection.socket(), 5));
        }
    }

    @Test
    void waitsAndRetries() throws IOException {
        try (Net.Connection connection = net.connection()) {
            ByteBuffer target = ByteBuffer.allocate(100);
            assertEquals(IoDriver.PENDING, connection.socket().read(target, reader));
            assertEquals(1, net.driver.pendingCount());
            net.assertSleeps();

            connection.send("hello");
            assertEquals(1, pollUntilTold());
            assertEquals(List.of(IoDriver.RETRY), reader.answers());
            assertEquals(0, net.driver.pendingCount());
            assertEquals(0, target.position());
            assertEquals(5, connection.socket().read(target, reader));
            assertEquals("hello", Net.text(target));
        }
    }

    private int pollUntilTold() throws IOException {
        int told = 0;
        while (!reader.isTold()) {
            told += net.driver.poll(Net.LONG);
        }
        return told;
    }

    @Test
    void shortReadIsNotFollowedByASystemCall() throws IOException {
        try (Net.Connection connection = net.connection()) {
            connection.send("a");
            net.readText(connection.socket(), 1); // full: the buffer had room for one
            ByteBuffer target = ByteBuffer.allocate(100);
            connection.send("bc");
            assertEquals(2, net.read(connection.socket(), target));

            connection.send("de"); // there already, yet the next read is told to wait
            assertEquals(IoDriver.PENDING, connection.socket().read(target, reader));
            assertEquals(IoDriver.RETRY, net.await(reader));
            assertEquals(2, connection.socket().read(target, reader));
            assertEquals("bcde", Net.text(target));
        }
    }

    @Test
    void fullReadIsFollowedByAnotherTry() throws IOException {
        try (Net.Connection connection = net.connection()) {
            connection.send("abcdef");
            assertEquals("abc", net.readText(connection.socket(), 3));
            ByteBuffer target = ByteBuffer.allocate(3);
            assertEquals(3, connection.socket().read(target, reader));
            assertEquals("def", Net.text(target));
        }
    }

    @Test
    void answersEndOfStreamAfterAllBytes() throws IOException {
        try (Net.Connection connection = net.connection()) {
            byte[] sent = new byte[100_000];
            new Random(7).nextBytes(sent);
            connection.peer().getOutputStream().write(sent);
            connection.peer().close();

            ByteBuffer received = ByteBuffer.allocate(sent.length + 1);
            int moved = 0;
            while (moved != IoDriver.EOF) {
                received.limit(Math.min(received.position() + 4096, received.capacity()));
                moved = net.read(connection.socket(), received);
            }
            assertEquals(sent.length, received.position());
            assertArrayEquals(sent, Arrays.copyOf(received.array(), sent.length));
        }
    }

    @Test
    void endOfStreamAfterAShortReadIsReported() throws IOException {
        try (Net.Connection connection = net.connection()) {
            ByteBuffer target = ByteBuffer.allocate(100);
            connection.send("x");
            assertEquals(1, net.read(connection.socket(), target));
            connection.peer().shutdownOutput(); // before anybody waits

            assertEquals(IoDriver.EOF, net.read(connection.socket(), target));
            assertEquals(IoDriver.EOF, connection.socket().read(target, reader)); // and stays
            net.assertSleeps();
        }
    }

    @Test
    void resetFails() throws IOException {
        try (Net.Connection connection = net.connection()) {
            ByteBuffer target = ByteBuffer.allocate(100);
            assertEquals(IoDriver.PENDING, connection.socket().read(target, reader));
            connection.reset();

            assertEquals(IoDriver.RETRY, net.await(reader));
            assertThrows(IOException.class, () -> connection.socket().read(target, reader));
            assertThrows(IOException.class, () -> connection.socket().read(target, reader));
            net.driver.poll(0);
            net.driver.poll(0);
            net.assertSleeps();
        }
    }

    @Test
    void twoAtOnceAreRefused() throws IOException {
        try (Net.Connection connection = net.connection()) {
            ByteBuffer target = ByteBuffer.allocate(1);
            connection.socket().read(target, reader);
            assertThrows(IllegalStateException.class, () -> connection.socket().read(target, new Told()));
            connection.socket().cancel(reader);
        }
    }

    @Test
    void noRoomIsRefused() throws IOException {
        try (Net.Connection connection = net.connection()) {
            assertThrows(
                    IllegalArgumentException.class, () -> connection.socket().read(ByteBuffer.allocate(0), reader));
            assertEquals(0, net.driver.pendingCount());
        }
    }

    @Test
    void unreadBytesDoNotKeepTheSelectorAwake() throws IOException {
        try (Net.Connection connection = net.connection()) {
            ByteBuffer target = ByteBuffer.allocate(2);
            connection.socket().read(target, reader);
            connection.send("abcd");
            assertEquals(IoDriver.RETRY, net.await(reader));

            int early = 0;
            while (!sleptThrough(5_000_000)) {
                early++;
            }
            assertTrue(early <= 1, early + " polls came back for bytes that nobody reads");
            assertEquals(2, connection.socket().read(target, reader));
            assertEquals(2, connection.socket().read(target.clear(), reader));
            assertEquals(IoDriver.PENDING, connection.socket().read(target.clear(), reader));
            connection.send("e"); // and interest is back
            assertEquals(IoDriver.RETRY, net.await(reader));
        }
    }

    @Test
    void bytesThatComeWhileNobodyReadsAreRemembered() throws IOException {
        try (Net.Connection connection = net.connection()) {
            ByteBuffer target = ByteBuffer.allocate(10);
            connection.socket().read(target, reader);
            connection.socket().cancel(reader);
            connection.send("abc");
            while (sleptThrough(1_000_000)) {}
            net.driver.poll(0);
            net.assertSleeps();
            assertEquals(3, connection.socket().read(target, new Told()));
        }
    }

    private boolean sleptThrough(long nanos) throws IOException {
        long begin = System.nanoTime();
        net.driver.poll(nanos);
        return System.nanoTime() - begin >= nanos;
    }
}
