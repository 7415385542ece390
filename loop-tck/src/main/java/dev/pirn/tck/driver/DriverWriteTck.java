package dev.pirn.tck.driver;

import static dev.pirn.tck.driver.DriverCase.bytes;
import static dev.pirn.tck.driver.DriverCase.room;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.spi.IoDriver;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;

/** Writing to a socket. */
class DriverWriteTck {

    private static final int MORE_THAN_FITS = 8_000_000;

    private final RecordedCompletion reader = new RecordedCompletion();
    private final RecordedCompletion writer = new RecordedCompletion();

    @DriverTest
    void gathersInOrderFromTheOffset(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer[] sources = {bytes("no"), bytes("one "), bytes(""), bytes("two"), bytes("no")};
            Object moved = connection.socket().write(sources, 1, 3, writer);
            if (moved.equals(IoDriver.PENDING)) moved = net.await(writer);
            assertEquals(7, moved);
            assertEquals("one two", connection.receive(7));
            assertEquals(2, sources[0].remaining());
            assertEquals(2, sources[4].remaining());
            assertEquals(0, sources[3].remaining());
        }
    }

    /** However many a system can gather: what it leaves is written by the next call. */
    @DriverTest
    void gathersMoreBuffersThanASystemCallTakes(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer[] sources = new ByteBuffer[2000];
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < sources.length; i++) {
                String text = i + ",";
                all.append(text);
                sources[i] = bytes(text);
            }
            int first = 0;
            while (first < sources.length) {
                Object moved = connection.socket().write(sources, first, sources.length - first, writer);
                if (moved.equals(IoDriver.PENDING)) net.await(writer);
                while (first < sources.length && !sources[first].hasRemaining()) first++;
            }
            assertEquals(all.toString(), connection.receive(all.length()));
        }
    }

    @DriverTest
    void waitsForASlowPeerAndLosesNothing(DriverCase net) throws Exception {
        try (DriverCase.Connection connection = net.connection()) {
            byte[] sent = new byte[MORE_THAN_FITS];
            new Random(7).nextBytes(sent);
            ByteBuffer[] source = {room(sent.length).put(sent).flip()};
            net.writeUntilItStays(connection.socket(), source, writer);
            assertEquals(1, net.driver().pendingCount());
            net.assertSleeps();

            FutureTask<byte[]> received =
                    new FutureTask<>(() -> connection.peer().getInputStream().readNBytes(sent.length));
            Thread.startVirtualThread(received);
            DriverCase.count(net.await(writer));
            net.writeAll(connection.socket(), source);
            assertArrayEquals(sent, received.get());
            connection.socket().cancel(writer);
            net.assertSleeps(); // no writer waits for room, so no completion comes
        }
    }

    @DriverTest
    void nothingToWriteMovesNothing(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            Object moved = connection.socket().write(new ByteBuffer[] {bytes("")}, 0, 1, writer);
            if (moved.equals(IoDriver.PENDING)) moved = net.await(writer);
            assertEquals(0, moved);
            assertEquals(0, net.driver().pendingCount());
        }
    }

    @DriverTest
    void readAndWriteArePendingTogether(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer[] source = {room(MORE_THAN_FITS)};
            net.writeUntilItStays(connection.socket(), source, writer);
            ByteBuffer target = room(10);
            connection.socket().read(target, reader);
            assertEquals(2, net.driver().pendingCount());
            assertThrows(
                    IllegalStateException.class,
                    () -> connection.socket().write(source, 0, 1, new RecordedCompletion()));

            connection.send("x");
            Object answer = net.await(reader);
            assertEquals(List.of(), writer.answers());
            assertEquals(1, net.driver().pendingCount());
            assertEquals(1, net.finishRead(connection.socket(), target, answer));
        }
    }

    @DriverTest
    void aResetFailsThePendingWrite(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer[] source = {room(MORE_THAN_FITS)};
            net.writeUntilItStays(connection.socket(), source, writer);
            connection.reset();
            Object answer = net.await(writer);
            IOException failure = assertThrows(IOException.class, () -> {
                DriverCase.count(answer);
                net.writeAll(connection.socket(), source);
            });
            assertSame(SocketException.class, failure.getClass());
            IOException broken = assertThrows(IOException.class, () -> net.write(connection.socket(), "more"));
            assertSame(SocketException.class, broken.getClass());
        }
    }

    /**
     * The completion has the number of bytes moved before, which the caller needs; then the rest stays with the caller.
     */
    @DriverTest
    void aCancelledWriteMovesWhatItTells(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer[] source = {room(MORE_THAN_FITS)};
            net.writeUntilItStays(connection.socket(), source, writer);
            int before = source[0].position();
            connection.socket().cancel(writer);
            int moved = DriverCase.count(net.await(writer));
            assertEquals(moved == IoDriver.CANCELLED ? before : before + moved, source[0].position());

            int arrives = source[0].position();
            connection.socket().shutdownOutput();
            assertEquals(arrives, connection.peer().getInputStream().readAllBytes().length);
        }
    }

    @DriverTest
    void endedOutputLeavesInputOpen(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            net.write(connection.socket(), "question");
            connection.socket().shutdownOutput();
            assertEquals(
                    "question", new String(connection.peer().getInputStream().readAllBytes(), UTF_8));

            connection.send("answer");
            assertEquals("answer", net.readText(connection.socket(), 6));
            assertThrows(IOException.class, () -> net.write(connection.socket(), "x"));
        }
    }

    /** More than a driver copies at a time; the system takes it all, so it never has to report room. */
    @DriverTest
    void largeArraysAreWrittenPieceByPiece(DriverCase net) throws Exception {
        if (net.driver().pinsBuffers()) return;
        try (DriverCase.Connection connection = net.connection()) {
            byte[] sent = new byte[MORE_THAN_FITS];
            new Random(7).nextBytes(sent);
            connection.socket().read(room(1), reader); // so that it is registered for changes
            net.driver().poll(0);
            FutureTask<byte[]> received =
                    new FutureTask<>(() -> connection.peer().getInputStream().readNBytes(sent.length));
            Thread.startVirtualThread(received);
            net.writeAll(connection.socket(), ByteBuffer.wrap(sent));
            assertArrayEquals(sent, received.get());
        }
    }

    @DriverTest
    void takesArraysUnlessItPins(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer[] source = {ByteBuffer.wrap("hello".getBytes(UTF_8))};
            if (net.driver().pinsBuffers()) {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> connection.socket().write(source, 0, 1, writer));
                assertEquals(0, net.driver().pendingCount());
            } else {
                net.writeAll(connection.socket(), source);
                assertEquals("hello", connection.receive(5));
            }
        }
    }

    @DriverTest
    void theRoomThatComesBackIsUsed(DriverCase net) throws IOException {
        try (DriverCase.Connection connection = net.connection()) {
            ByteBuffer[] source = {room(MORE_THAN_FITS)};
            net.writeUntilItStays(connection.socket(), source, writer);
            int first = source[0].position();
            connection.peer().getInputStream().readNBytes(first);
            assertTrue(DriverCase.count(net.await(writer)) != IoDriver.CANCELLED);
        }
    }
}
