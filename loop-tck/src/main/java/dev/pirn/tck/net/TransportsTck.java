package dev.pirn.tck.net;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.net.BufferedProtocol;
import dev.pirn.net.ConnectOptions;
import dev.pirn.net.ListenOptions;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.net.Transport;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The callback layer: made, then data, perhaps the end, then lost. The calls that it gets must fit {@code made (data |
 * pause | resume)* eof? lost}, with one made and one lost.
 */
class TransportsTck {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int TIGHT = 4096;

    /** More than a tight buffer holds. */
    private static final int SURPLUS = 20_000;

    /** What a test does with a connected protocol and the stream at the other end. */
    @FunctionalInterface
    private interface Facing<P> {

        void with(P protocol, TcpStream peer) throws Exception;
    }

    /** Connects a protocol to a stream; the connection is aborted afterwards. */
    private static <P extends Recorder> void facing(LoopCase loops, Supplier<P> factory, Facing<P> test) {
        ListenOptions listening = ListenOptions.on(Pair.LOOPBACK, 0).with(StandardSocketOptions.SO_RCVBUF, TIGHT);
        ConnectOptions connecting = ConnectOptions.DEFAULT.with(StandardSocketOptions.SO_SNDBUF, TIGHT);
        loops.runVirtual(() -> {
            Promise<TcpStream> accepted = Loop.current().promise();
            Promise<@Nullable Void> over = Loop.current().promise();
            TcpServer server = Tcp.listen(listening, stream -> {
                accepted.complete(stream);
                over.await();
            });
            P protocol = Tcp.connect(server.addresses().getFirst(), connecting, factory);
            TcpStream peer = accepted.await();
            test.with(protocol, peer);
            peer.abort();
            protocol.transport().abort();
            protocol.awaitLost();
            yieldNow();
            assertEquals("lost", protocol.calls.getLast());
            over.complete(null);
            server.close();
            server.waitClosed();
        });
    }

    /**
     * Writes until the system takes no more, and then more than it may find room for later, when the peer acknowledges.
     * {@return how many bytes it was}
     */
    private static int fill(Transport transport) {
        int written = 0;
        while (transport.writeBufferSize() == 0) {
            transport.write(new byte[2_000]);
            written += 2_000;
            sleep(HOUR);
        }
        transport.write(new byte[SURPLUS]);
        return written + SURPLUS;
    }

    // order

    @LoopTest(io = true)
    void callsComeInOrder(LoopCase loops) {
        facing(loops, Recorder::new, (protocol, peer) -> {
            assertEquals(List.of("made"), protocol.calls);
            peer.write("hello");
            assertEquals("hello", Data.text(protocol.awaitReceived(5)));
            peer.close();
            protocol.awaitLost();
            assertEquals(List.of("made", "data", "eof", "lost"), protocol.calls);
            assertNull(protocol.failure());
        });
    }

    @LoopTest(io = true)
    void nothingIsToldAfterTheLoss(LoopCase loops) {
        facing(loops, Recorder::new, (protocol, peer) -> {
            peer.write("unread");
            protocol.transport().close();
            protocol.transport().close();
            protocol.transport().abort();
            protocol.awaitLost();
            protocol.transport().resumeReading();
            protocol.transport().setWriteLimits(0, 0);
            protocol.transport().shutdownOutput();
            sleep(HOUR);
            assertEquals(List.of("made", "lost"), protocol.calls);
            assertNull(protocol.failure());
            assertFalse(protocol.transport().isReading());
        });
    }

    @LoopTest(io = true)
    void theLossIsNeverToldFromWithinACall(LoopCase loops) {
        facing(loops, Recorder::new, (protocol, peer) -> {
            protocol.transport().abort();
            assertTrue(protocol.transport().isClosing());
            assertEquals(List.of("made"), protocol.calls);
            protocol.awaitLost();
            assertThrows(IOException.class, () -> peer.read(1));
        });
    }

    @LoopTest(io = true)
    void aResetIsToldAsTheReason(LoopCase loops) {
        facing(loops, Recorder::new, (protocol, peer) -> {
            peer.abort();
            protocol.awaitLost();
            assertEquals(List.of("made", "lost"), protocol.calls);
            assertNotNull(protocol.failure());
        });
    }

    @LoopTest(io = true)
    void closeSendsEverythingFirst(LoopCase loops) {
        byte[] sent = Data.random(12_000, loops.seed());
        facing(loops, Recorder::new, (protocol, peer) -> {
            protocol.transport().write(sent);
            protocol.transport().close();
            assertFalse(protocol.calls.contains("lost"));
            assertArrayEquals(sent, peer.readAll());
            protocol.awaitLost();
            assertNull(protocol.failure());
        });
    }

    @LoopTest(io = true)
    void abortDropsWhatWasNotSent(LoopCase loops) {
        facing(loops, Recorder::new, (protocol, peer) -> {
            protocol.transport().write(new byte[50_000]);
            assertTrue(protocol.transport().writeBufferSize() > 0);
            protocol.transport().abort();
            protocol.awaitLost();
            assertEquals(0, protocol.transport().writeBufferSize());
            assertThrows(IOException.class, peer::readAll);
        });
    }

    @LoopTest(io = true)
    void case116_aPeerThatSendsALotAndClosesLosesNothing(LoopCase loops) {
        byte[] sent = Data.random(3_000, loops.seed());
        facing(loops, Recorder::new, (protocol, peer) -> {
            peer.write(sent);
            peer.close();
            protocol.awaitLost();
            assertArrayEquals(sent, protocol.received.toByteArray());
            assertEquals(List.of("made", "data", "eof", "lost"), protocol.calls);
            assertNull(protocol.failure());
        });
    }

    @LoopTest
    void case116_alsoIfItIsMoreThanAReadTakes(LoopCase loops) {
        byte[] sent = Data.random(500_000, loops.seed());
        facing(loops, PausedRecorder::new, (protocol, peer) -> {
            peer.write(sent);
            peer.close(); // the system has it all, and the end, before anything is read
            protocol.transport().resumeReading();
            protocol.awaitLost();
            assertArrayEquals(sent, protocol.received.toByteArray());
            assertEquals(List.of("made", "data", "eof", "lost"), protocol.calls);
            assertNull(protocol.failure());
        });
    }

    private static final class PausedRecorder extends Recorder {

        @Override
        public void connectionMade(Transport made) {
            super.connectionMade(made);
            made.pauseReading();
        }
    }

    // failing callbacks

    @LoopTest(io = true)
    void case114_aFailureInDataReceivedAborts(LoopCase loops) {
        loops.expectReports(1);
        facing(loops, () -> new Failing("data"), (protocol, peer) -> {
            peer.write("x");
            protocol.awaitLost();
            assertEquals(List.of("made", "data", "lost"), protocol.calls);
            assertSame(
                    protocol.thrown, Objects.requireNonNull(protocol.failure()).getCause());
            assertThrows(IOException.class, () -> peer.read(1));
        });
        assertInstanceOf(IllegalStateException.class, loops.reports().getFirst().failure());
    }

    @LoopTest(io = true)
    void case114_aFailureInEofReceivedAborts(LoopCase loops) {
        loops.expectReports(1);
        facing(loops, () -> new Failing("eof"), (protocol, peer) -> {
            peer.shutdownOutput();
            protocol.awaitLost();
            assertEquals(List.of("made", "eof", "lost"), protocol.calls);
            assertThrows(IOException.class, () -> peer.read(1));
        });
    }

    @LoopTest(io = true)
    void case114_aFailureInConnectionMadeIsReportedOnly(LoopCase loops) {
        loops.expectReports(1);
        facing(loops, () -> new Failing("made"), (protocol, peer) -> {
            protocol.transport().write(Data.bytes("works"));
            assertEquals("works", Data.text(peer.readExactly(5)));
            peer.write("both ways");
            assertEquals("both ways", Data.text(protocol.awaitReceived(9)));
        });
    }

    @LoopTest(io = true)
    void case114_aFailureInConnectionLostIsReportedAndTheSocketClosed(LoopCase loops) {
        loops.expectReports(1);
        facing(loops, () -> new Failing("lost"), (protocol, peer) -> {
            protocol.transport().close();
            assertEquals(0, peer.readAll().length);
            assertNull(protocol.transport().localAddress());
        });
    }

    /** Fails in one of its calls, after noting it. */
    private static final class Failing extends Recorder {

        private final IllegalStateException thrown;
        private final String where;

        Failing(String where) {
            this.where = where;
            this.thrown = new IllegalStateException("failing in " + where);
        }

        private void failIn(String call) {
            if (call.equals(where)) {
                throw thrown;
            }
        }

        @Override
        public void connectionMade(Transport made) {
            super.connectionMade(made);
            failIn("made");
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            super.dataReceived(data);
            failIn("data");
        }

        @Override
        public boolean eofReceived() {
            super.eofReceived();
            failIn("eof");
            return true;
        }

        @Override
        public void connectionLost(@Nullable IOException why) {
            super.connectionLost(why);
            failIn("lost");
        }
    }

    @LoopTest(io = true)
    void case114_anAbortInConnectionMadeIsClean(LoopCase loops) {
        facing(loops, AbortingRecorder::new, (protocol, peer) -> {
            protocol.awaitLost();
            assertEquals(List.of("made", "lost"), protocol.calls);
            assertNull(protocol.failure());
            assertThrows(IOException.class, () -> peer.read(1));
        });
    }

    private static final class AbortingRecorder extends Recorder {

        @Override
        public void connectionMade(Transport made) {
            super.connectionMade(made);
            made.abort();
        }
    }

    @LoopTest(io = true)
    void case114_aGetBufferThatFailsOrHasNoRoomAborts(LoopCase loops) {
        loops.expectReports(2);
        for (boolean fails : new boolean[] {false, true}) {
            facing(loops, () -> new Roomless(fails), (protocol, peer) -> {
                peer.write("x");
                protocol.awaitLost();
                assertEquals(List.of("made", "lost"), protocol.calls);
                assertNotNull(protocol.failure());
                assertThrows(IOException.class, () -> peer.read(1));
            });
        }
    }

    private static final class Roomless extends Recorder implements BufferedProtocol {

        private final boolean fails;

        Roomless(boolean fails) {
            this.fails = fails;
        }

        @Override
        public ByteBuffer getBuffer(int sizeHint) {
            if (fails) {
                throw new IllegalStateException("no buffer");
            }
            return ByteBuffer.allocate(0);
        }

        @Override
        public void bufferUpdated(int count) {
            note("data");
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            BufferedProtocol.super.dataReceived(data);
        }
    }

    // buffers of the protocol's own

    @LoopTest(io = true)
    void aBufferedProtocolIsFilledInItsOwnBuffers(LoopCase loops) {
        byte[] sent = Data.random(3_000, loops.seed());
        for (ByteBuffer buffer : List.of(ByteBuffer.allocate(7), ByteBuffer.allocateDirect(701))) {
            facing(loops, () -> new Buffered(buffer.clear()), (protocol, peer) -> {
                peer.write(sent);
                peer.close();
                protocol.awaitLost();
                assertArrayEquals(sent, protocol.received.toByteArray());
                assertEquals(List.of("made", "data", "eof", "lost"), protocol.calls);
            });
        }
    }

    /** Has one buffer, filled bit by bit and emptied when it is full or at the end. */
    private static final class Buffered extends Recorder implements BufferedProtocol {

        private final ByteBuffer buffer;

        Buffered(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public ByteBuffer getBuffer(int sizeHint) {
            assertTrue(sizeHint > 0);
            return buffer;
        }

        @Override
        public void bufferUpdated(int count) {
            assertTrue(count > 0 && count <= buffer.position());
            note("data");
            if (!buffer.hasRemaining()) {
                empty();
            }
        }

        private void empty() {
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            received.writeBytes(bytes);
            buffer.clear();
        }

        @Override
        public boolean eofReceived() {
            empty();
            return super.eofReceived();
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            BufferedProtocol.super.dataReceived(data);
        }
    }

    // reading

    @LoopTest(io = true)
    void nothingIsReceivedWhileReadingIsPaused(LoopCase loops) {
        facing(loops, Recorder::new, (protocol, peer) -> {
            Transport transport = protocol.transport();
            assertTrue(transport.isReading());
            transport.pauseReading();
            transport.pauseReading();
            assertFalse(transport.isReading());
            peer.write("waits");
            sleep(HOUR);
            assertEquals(List.of("made"), protocol.calls);
            transport.resumeReading();
            transport.resumeReading();
            assertTrue(transport.isReading());
            assertEquals("waits", Data.text(protocol.awaitReceived(5)));
        });
    }

    @LoopTest(io = true)
    void readingCanBePausedFromWithinACall(LoopCase loops) {
        byte[] sent = Data.random(50, loops.seed());
        facing(loops, OnePieceAtATime::new, (protocol, peer) -> {
            peer.write(sent);
            peer.close();
            while (!protocol.calls.contains("lost")) {
                int before = protocol.pieces;
                sleep(HOUR);
                assertTrue(protocol.pieces <= before + 1, "received while paused");
                protocol.transport().resumeReading();
            }
            assertArrayEquals(sent, protocol.received.toByteArray());
        });
    }

    private static final class OnePieceAtATime extends Recorder {

        private int pieces;

        @Override
        public void dataReceived(ByteBuffer data) {
            pieces++;
            super.dataReceived(data);
            transport().pauseReading();
        }
    }

    @LoopTest(io = true)
    void anotherProtocolCanTakeOver(LoopCase loops) {
        facing(loops, Recorder::new, (protocol, peer) -> {
            peer.write("first");
            assertEquals("first", Data.text(protocol.awaitReceived(5)));
            Recorder second = new Recorder();
            protocol.transport().setProtocol(second);
            assertSame(second, protocol.transport().protocol());
            peer.write("second");
            assertEquals("second", Data.text(second.awaitReceived(6)));
            assertEquals("first", Data.text(protocol.received.toByteArray()));
            peer.close();
            second.awaitLost();
            assertEquals(List.of("data", "eof", "lost"), second.calls);
            protocol.connectionLost(null); // what its harness waits for
        });
    }

    // writing

    @LoopTest(io = true)
    void writesKeepTheirOrderAndTheCallerMayChangeItsBuffers(LoopCase loops) {
        byte[] sent = Data.random(1_000, loops.seed());
        facing(loops, Recorder::new, (protocol, peer) -> {
            byte[] array = sent.clone();
            ByteBuffer direct = Data.direct(sent);
            ByteBuffer list = ByteBuffer.wrap(sent.clone());
            protocol.transport().write(array);
            protocol.transport().write(direct);
            protocol.transport().writeAll(List.of(list, ByteBuffer.allocate(0), ByteBuffer.wrap(Data.bytes("end"))));
            array[0]++;
            direct.clear().put((byte) (sent[0] + 1));
            list.clear().put((byte) (sent[0] + 1));
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(sent, peer.readExactly(1_000));
            }
            assertEquals("end", Data.text(peer.readExactly(3)));
        });
    }

    @LoopTest(io = true)
    void theProtocolIsToldToPauseAboveHighAndToResumeAtLow(LoopCase loops) {
        facing(loops, Gauge::new, (protocol, peer) -> {
            Transport transport = protocol.transport();
            int written = fill(transport);
            transport.setWriteLimits(5_000, 100);
            while (!protocol.calls.contains("pause")) {
                assertTrue(transport.writeBufferSize() <= 5_000);
                transport.write(new byte[500]);
                written += 500;
            }
            assertTrue(protocol.atPause > 5_000, () -> "paused at " + protocol.atPause);
            sleep(HOUR);
            assertEquals(List.of("made", "pause"), protocol.calls);
            assertEquals(written, peer.readExactly(written).length);
            sleep(HOUR);
            assertEquals(List.of("made", "pause", "resume"), protocol.calls);
            assertTrue(protocol.atResume <= 100, () -> "resumed at " + protocol.atResume);
        });
    }

    private static final class Gauge extends Recorder {

        private long atPause;
        private long atResume;

        @Override
        public void pauseWriting() {
            super.pauseWriting();
            atPause = transport().writeBufferSize();
        }

        @Override
        public void resumeWriting() {
            super.resumeWriting();
            atResume = transport().writeBufferSize();
        }
    }

    @LoopTest(io = true)
    void withAHighOfZeroItIsPausedWheneverAnythingIsQueued(LoopCase loops) {
        facing(loops, Recorder::new, (protocol, peer) -> {
            Transport transport = protocol.transport();
            transport.setWriteLimits(0, 0);
            int written = fill(transport);
            assertEquals("pause", protocol.calls.getLast());
            assertEquals(written, peer.readExactly(written).length);
            sleep(HOUR);
            assertEquals("resume", protocol.calls.getLast());
        });
    }

    @LoopTest(io = true)
    void changedLimitsCountAtOnce(LoopCase loops) {
        facing(loops, Recorder::new, (protocol, peer) -> {
            Transport transport = protocol.transport();
            int written = fill(transport);
            transport.write(new byte[600]);
            assertEquals(List.of("made"), protocol.calls);
            transport.setWriteLimits(500, 100);
            assertEquals(List.of("made", "pause"), protocol.calls);
            transport.setWriteLimits(200_000, 100_000);
            sleep(HOUR);
            assertEquals(List.of("made", "pause", "resume"), protocol.calls);
            assertThrows(IllegalArgumentException.class, () -> transport.setWriteLimits(1, 2));
            assertThrows(IllegalArgumentException.class, () -> transport.setWriteLimits(1, -1));
            assertEquals(written + 600, peer.readExactly(written + 600).length);
        });
    }

    @LoopTest(io = true)
    void writesAfterTheEndAreIgnored(LoopCase loops) {
        facing(loops, Recorder::new, (protocol, peer) -> {
            protocol.transport().write(Data.bytes("before"));
            protocol.transport().close();
            protocol.transport().write(Data.bytes("after"));
            protocol.transport().writeAll(List.of(ByteBuffer.wrap(Data.bytes("after"))));
            assertEquals("before", Data.text(peer.readAll()));
            protocol.awaitLost();
            protocol.transport().write(Data.bytes("long after"));
            assertEquals(0, protocol.transport().writeBufferSize());
        });
        assertEquals(List.of(), loops.reports());
    }

    @LoopTest(io = true)
    void writingToAPeerThatIsGoneEndsTheConnection(LoopCase loops) {
        facing(loops, KeepOpen::new, (protocol, peer) -> {
            protocol.transport().write(Data.bytes("never read"));
            yieldNow();
            peer.close();
            List<Integer> written = new ArrayList<>();
            while (!protocol.transport().isClosing() && written.size() < 1_000) {
                protocol.transport().write(Data.bytes("x"));
                written.add(1);
                yieldNow();
            }
            protocol.awaitLost();
            assertNotNull(protocol.failure());
        });
    }

    // half-close

    @LoopTest(io = true)
    void case112_aProtocolThatKeepsItsSideCanStillWrite(LoopCase loops) {
        facing(loops, KeepOpen::new, (protocol, peer) -> {
            peer.write("question");
            peer.shutdownOutput();
            protocol.awaitReceived(8);
            sleep(HOUR);
            assertEquals(List.of("made", "data", "eof"), protocol.calls);
            assertFalse(protocol.transport().isReading());
            protocol.transport().write(Data.bytes("answer"));
            protocol.transport().close();
            assertEquals("answer", Data.text(peer.readAll()));
        });
    }

    private static final class KeepOpen extends Recorder {

        @Override
        public boolean eofReceived() {
            super.eofReceived();
            return true;
        }
    }

    @LoopTest(io = true)
    void case112_oneThatDoesNotIsClosedWhenEverythingIsSent(LoopCase loops) {
        facing(loops, Recorder::new, (protocol, peer) -> {
            int written = fill(protocol.transport());
            peer.shutdownOutput();
            sleep(HOUR);
            assertEquals(List.of("made", "eof"), protocol.calls);
            assertEquals(written, peer.readAll().length);
            protocol.awaitLost();
            assertNull(protocol.failure());
        });
    }

    @LoopTest(io = true)
    void case112_theSendingSideEndsOnceAndAfterEverything(LoopCase loops) {
        byte[] sent = Data.random(12_000, loops.seed());
        facing(loops, Recorder::new, (protocol, peer) -> {
            protocol.transport().write(sent);
            for (int i = 0; i < 100; i++) {
                protocol.transport().shutdownOutput();
            }
            assertThrows(IllegalStateException.class, () -> protocol.transport().write(new byte[1]));
            assertArrayEquals(sent, peer.readAll());
            peer.write("answer");
            assertEquals("answer", Data.text(protocol.awaitReceived(6)));
            assertFalse(protocol.transport().isClosing());
        });
    }

    // facts

    @LoopTest(io = true)
    void aTransportKnowsItsAddressesAndOptions(LoopCase loops) {
        facing(loops, Recorder::new, (protocol, peer) -> {
            Transport transport = protocol.transport();
            assertEquals(peer.remoteAddress(), transport.localAddress());
            assertEquals(peer.localAddress(), transport.remoteAddress());
            assertEquals(true, transport.option(StandardSocketOptions.TCP_NODELAY));
            transport.option(StandardSocketOptions.TCP_NODELAY, false);
            assertEquals(false, transport.option(StandardSocketOptions.TCP_NODELAY));
            assertSame(Loop.current(), transport.loop());
            assertSame(protocol, transport.protocol());
        });
    }
}
