package dev.pirn.tck.driver;

import static dev.pirn.tck.driver.DriverCase.room;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** Reading from a socket. */
class DriverReadTck {

    private final RecordedCompletion reader = new RecordedCompletion();

    @DriverTest
    void takesWhatIsThere(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            connection.send("hello");
            assertEquals("hello", net.readText(connection.socket(), 5));
        }
    }

    /** A completion with a count has moved bytes; one that says RETRY has not touched the buffer. */
    @DriverTest
    void waitsAndIsToldOnce(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer target = room(100);
            assertEquals(IoDriver.PENDING, connection.socket().read(target, reader));
            assertEquals(1, net.driver().pendingCount());
            net.assertSleeps();
            assertEquals(0, target.position());

            connection.send("hello");
            int completed = 0;
            while (!reader.isCompleted()) completed += net.driver().poll(DriverCase.LONG);
            assertEquals(1, completed);
            assertEquals(0, net.driver().pendingCount());
            Object answer = reader.take();
            assertEquals(answer.equals(IoDriver.RETRY) ? 0 : 5, target.position());
            assertEquals(5, net.finishRead(connection.socket(), target, answer));
            assertEquals("hello", DriverCase.text(target));
            assertEquals(List.of(), reader.answers());
        }
    }

    @DriverTest
    void aBufferIsTheCallersAgainWhilePendingUnlessTheDriverPins(DriverCase net) throws IOException {
        if (net.driver().pinsBuffers()) return;
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer target = room(5);
            assertEquals(IoDriver.PENDING, connection.socket().read(target, reader));
            connection.send("hello");
            assertEquals(IoDriver.RETRY, net.await(reader));
            assertEquals(0, target.position());
            assertEquals("hello", net.readText(connection.socket(), 5));
        }
    }

    /** A pinned buffer has to be direct; every other driver takes any. */
    @DriverTest
    void takesArraysUnlessItPins(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer array = ByteBuffer.allocate(100);
            if (net.driver().pinsBuffers()) {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> connection.socket().read(array, reader));
                return;
            }
            connection.send("hello");
            assertEquals(5, net.read(connection.socket(), array.position(10).limit(20)));
            assertEquals(15, array.position());
            assertEquals("hello", new String(array.array(), 10, 5, UTF_8));
        }
    }

    @DriverTest
    void aShortReadLosesNothingThatComesAfterIt(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer target = room(100);
            connection.send("bc");
            assertEquals(2, net.read(connection.socket(), target));
            connection.send("de"); // there already, when the next read begins
            assertEquals(2, net.read(connection.socket(), target));
            assertEquals("bcde", DriverCase.text(target));
        }
    }

    @DriverTest
    void aFullReadLeavesTheRest(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            connection.send("abcdef");
            assertEquals("abc", net.readText(connection.socket(), 3));
            assertEquals("def", net.readText(connection.socket(), 3));
        }
    }

    @DriverTest
    void readsBetweenPositionAndLimit(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            connection.send("abcdef");
            ByteBuffer target = room(10).position(4).limit(6);
            assertEquals(2, net.read(connection.socket(), target));
            assertEquals(6, target.position());
            assertEquals('a', target.get(4));
            assertEquals(0, target.get(3));
            assertEquals(0, target.clear().get(6));
        }
    }

    @DriverTest
    void answersEndOfStreamAfterAllBytes(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            byte[] sent = new byte[100_000];
            new Random(7).nextBytes(sent);
            connection.peer().getOutputStream().write(sent);
            connection.peer().close();

            ByteBuffer received = room(sent.length + 1);
            int moved = 0;
            while (moved != IoDriver.EOF) {
                received.limit(Math.min(received.position() + 4096, received.capacity()));
                moved = net.read(connection.socket(), received);
            }
            byte[] taken = new byte[received.position()];
            received.flip().get(taken);
            assertArrayEquals(sent, taken);
        }
    }

    @DriverTest
    void endOfStreamAfterAShortReadIsReportedAndStays(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer target = room(100);
            connection.send("x");
            assertEquals(1, net.read(connection.socket(), target));
            connection.peer().shutdownOutput(); // before anybody waits

            assertEquals(IoDriver.EOF, net.read(connection.socket(), target));
            assertEquals(IoDriver.EOF, net.read(connection.socket(), target));
            assertEquals(1, target.position());
            net.assertSleeps();
        }
    }

    @DriverTest
    void aResetFailsThePendingReadAndNothingComesAfterIt(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            IoSocket socket = connection.socket();
            ByteBuffer target = room(100);
            assertEquals(IoDriver.PENDING, socket.read(target, reader));
            connection.reset();

            Object answer = net.await(reader);
            IOException failure = assertThrows(IOException.class, () -> net.finishRead(socket, target, answer));
            assertSame(SocketException.class, failure.getClass());
            assertTrue(endsAgain(net, socket, target));
            net.assertSleeps();
        }
    }

    /** Some systems report a reset once, and of an end from then on. */
    private static boolean endsAgain(DriverCase net, IoSocket socket, ByteBuffer target) {
        try {
            return net.read(socket, target) == IoDriver.EOF;
        } catch (IOException _) {
            return true;
        }
    }

    @DriverTest
    void twoAtOnceAreRefused(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            connection.socket().read(room(1), reader);
            assertThrows(
                    IllegalStateException.class, () -> connection.socket().read(room(1), new RecordedCompletion()));
            connection.send("x");
            net.await(reader); // and the first one goes on
        }
    }

    @DriverTest
    void noRoomIsRefused(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            assertThrows(
                    IllegalArgumentException.class, () -> connection.socket().read(room(0), reader));
            assertEquals(0, net.driver().pendingCount());
        }
    }

    @DriverTest
    void unreadBytesDoNotKeepTheDriverAwake(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            IoSocket socket = connection.socket();
            ByteBuffer target = room(2);
            socket.read(target, reader);
            connection.send("abcd");
            Object answer = net.await(reader);

            int early = 0;
            while (!net.sleepsThrough(5_000_000)) early++;
            assertTrue(early <= 1, early + " polls came back for bytes without a reader");
            assertEquals(2, net.finishRead(socket, target, answer));
            assertEquals("cd", net.readText(socket, 2));
            assertEquals(IoDriver.PENDING, socket.read(target.clear(), reader));
            connection.send("e"); // and interest is back
            assertEquals(1, net.finishRead(socket, target, net.await(reader)));
        }
    }

    @DriverTest
    void bytesThatComeWhileNobodyReadsAreRemembered(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            connection.socket().read(room(10), reader);
            connection.socket().cancel(reader);
            assertEquals(IoDriver.CANCELLED, net.await(reader));
            connection.send("abc");
            while (!net.sleepsThrough(1_000_000)) {}
            net.assertSleeps();
            assertEquals("abc", net.readText(connection.socket(), 3));
        }
    }
}
