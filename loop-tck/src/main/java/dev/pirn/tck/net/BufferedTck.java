package dev.pirn.tck.net;

import static dev.pirn.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.net.BufferedProtocol;
import dev.pirn.net.Protocol;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.net.Transport;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Protocols with buffers of their own that use them after a call has returned. No call may follow one in which the
 * protocol paused, closed or handed over; no byte may be lost by that, and none may land in a buffer that is in use.
 */
class BufferedTck {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MUCH = 40_000;
    private static final List<Supplier<ByteBuffer>> BUFFERS =
            List.of(() -> ByteBuffer.allocate(1000), () -> ByteBuffer.allocateDirect(1000));

    private interface Facing {

        void with(Owning protocol, TcpStream peer) throws Exception;
    }

    /** Connects a protocol to a stream, once with a heap buffer and once with a direct one. */
    private static void facing(LoopCase loops, Consumer<Owning> whenUpdated, Facing test) {
        for (Supplier<ByteBuffer> buffer : BUFFERS) {
            loops.runVirtual(() -> {
                Promise<TcpStream> accepted = Loop.current().promise();
                Promise<@Nullable Void> over = Loop.current().promise();
                TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, stream -> {
                    accepted.complete(stream);
                    over.await();
                });
                Owning protocol =
                        Tcp.connect(Pair.LOOPBACK, server.port(), () -> new Owning(buffer.get(), whenUpdated));
                TcpStream peer = accepted.await();
                test.with(protocol, peer);
                peer.abort();
                protocol.transport().abort();
                protocol.lost.await();
                over.complete(null);
                server.close();
                server.waitClosed();
            });
        }
    }

    /** Sends everything before the first byte is read, so that much arrives together. */
    private static void sendAll(Owning protocol, TcpStream peer, byte[] bytes) throws IOException {
        protocol.transport().pauseReading();
        peer.write(bytes);
        sleep(HOUR);
        protocol.transport().resumeReading();
    }

    @LoopTest(io = true)
    void aBufferIsItsProtocolsWhileReadingIsPaused(LoopCase loops) {
        byte[] sent = Data.random(MUCH, loops.seed());
        facing(loops, Owning::consumeLater, (protocol, peer) -> {
            sendAll(protocol, peer, sent);
            peer.shutdownOutput();
            protocol.lost.await();
            assertArrayEquals(sent, protocol.consumed.toByteArray());
            assertEquals(0, protocol.callsWhileInUse);
        });
    }

    @LoopTest(io = true)
    void aShortPauseLosesNothingEither(LoopCase loops) {
        byte[] sent = Data.random(MUCH, loops.seed());
        Consumer<Owning> pauseAndResume = protocol -> {
            protocol.transport().pauseReading();
            protocol.consume();
            protocol.transport().resumeReading();
        };
        facing(loops, pauseAndResume, (protocol, peer) -> {
            sendAll(protocol, peer, sent);
            peer.shutdownOutput();
            protocol.lost.await();
            assertArrayEquals(sent, protocol.consumed.toByteArray());
        });
    }

    @LoopTest(io = true)
    void noCallFollowsAClose(LoopCase loops) {
        facing(loops, protocol -> protocol.transport().close(), BufferedTck::assertOneCall);
    }

    @LoopTest(io = true)
    void noCallFollowsAnAbort(LoopCase loops) {
        facing(loops, protocol -> protocol.transport().abort(), BufferedTck::assertOneCall);
    }

    private static void assertOneCall(Owning protocol, TcpStream peer) throws IOException {
        sendAll(protocol, peer, new byte[MUCH / 10]);
        protocol.lost.await();
        assertEquals(1, protocol.updates);
        assertEquals(0, protocol.callsWhileInUse);
        assertNull(protocol.failure);
    }

    @LoopTest(io = true)
    void anotherProtocolGetsWhatTheFirstDidNotTake(LoopCase loops) {
        byte[] sent = Data.random(MUCH, loops.seed());
        facing(loops, Owning::handOver, (protocol, peer) -> {
            Recorder next = new Recorder();
            protocol.next = next;
            sendAll(protocol, peer, sent);
            peer.shutdownOutput();
            next.awaitLost();
            assertArrayEquals(sent, Data.joined(protocol.consumed.toByteArray(), next.received.toByteArray()));
            assertEquals(List.of("data", "eof", "lost"), next.calls);
            assertEquals(1, protocol.updates);
            protocol.connectionLost(null); // what its harness waits for
        });
    }

    @LoopTest(io = true)
    void soDoesAnotherBufferedProtocol(LoopCase loops) {
        byte[] sent = Data.random(MUCH, loops.seed());
        facing(loops, Owning::handOver, (protocol, peer) -> {
            Owning next = new Owning(ByteBuffer.allocate(700), Owning::consumeLater);
            next.transport = protocol.transport();
            protocol.next = next;
            sendAll(protocol, peer, sent);
            peer.shutdownOutput();
            next.lost.await();
            assertArrayEquals(sent, Data.joined(protocol.consumed.toByteArray(), next.consumed.toByteArray()));
            assertEquals(1, protocol.updates);
            assertEquals(0, next.callsWhileInUse);
            protocol.connectionLost(null); // what its harness waits for
        });
    }

    @LoopTest(io = true)
    void bytesThatArriveAfterAPauseGoToTheProtocolOfTheResume(LoopCase loops) {
        facing(loops, Owning::consume, (protocol, peer) -> {
            sleep(HOUR); // a read is under way
            protocol.transport().pauseReading();
            peer.write("late");
            sleep(HOUR);
            assertEquals(0, protocol.updates);
            Recorder next = new Recorder();
            protocol.transport().setProtocol(next);
            sleep(HOUR);
            assertEquals(0, next.received.size());
            protocol.transport().resumeReading();
            assertEquals("late", Data.text(next.awaitReceived(4)));
            assertEquals(0, protocol.updates);
            protocol.transport().setProtocol(protocol);
        });
    }

    @LoopTest(io = true)
    void bytesThatArriveAfterAPauseWaitForTheResume(LoopCase loops) {
        facing(loops, Owning::consume, (protocol, peer) -> {
            for (String text : List.of("one", "two", "three")) {
                sleep(HOUR);
                protocol.transport().pauseReading();
                int before = protocol.updates;
                peer.write(text);
                sleep(HOUR);
                assertEquals(before, protocol.updates);
                protocol.transport().resumeReading();
                sleep(HOUR);
            }
            assertEquals("onetwothree", Data.text(protocol.consumed.toByteArray()));
        });
    }

    @LoopTest(io = true)
    void aPauseInGetBufferLeavesTheBufferAlone(LoopCase loops) {
        byte[] sent = Data.random(MUCH, loops.seed());
        facing(loops, Owning::consume, (protocol, peer) -> {
            protocol.whenAsked = owning -> {
                if (owning.asked % 2 == 0) return;
                owning.inUse = true;
                owning.transport().pauseReading();
                owning.transport().loop().callSoon(() -> {
                    assertEquals(0, owning.buffer.position());
                    owning.inUse = false;
                    owning.transport().resumeReading();
                });
            };
            sendAll(protocol, peer, sent);
            peer.shutdownOutput();
            protocol.lost.await();
            assertArrayEquals(sent, protocol.consumed.toByteArray());
            assertEquals(0, protocol.callsWhileInUse);
        });
    }

    @LoopTest(io = true)
    void aCloseInGetBufferIsTheLastCallButTheLoss(LoopCase loops) {
        facing(loops, Owning::consume, (protocol, peer) -> {
            protocol.whenAsked = owning -> owning.transport().close();
            sendAll(protocol, peer, new byte[MUCH / 10]);
            protocol.lost.await();
            assertEquals(1, protocol.asked);
            assertEquals(0, protocol.updates);
        });
    }

    @LoopTest(io = true)
    void aProtocolThatHandsOverInGetBufferGetsNothing(LoopCase loops) {
        facing(loops, Owning::consume, (protocol, peer) -> {
            Recorder next = new Recorder();
            protocol.whenAsked = owning -> owning.transport().setProtocol(next);
            peer.write("for the next one");
            assertEquals("for the next one", Data.text(next.awaitReceived(16)));
            assertEquals(0, protocol.updates);
            protocol.transport().setProtocol(protocol);
        });
    }

    /** Has one buffer, which it may still be using when a call has returned. */
    private static final class Owning implements BufferedProtocol {

        private final ByteBuffer buffer;
        private final Consumer<Owning> whenUpdated;
        private final Promise<@Nullable Void> lost = Loop.current().promise();
        private final ByteArrayOutputStream consumed = new ByteArrayOutputStream();
        private Consumer<Owning> whenAsked = owning -> {};
        private @Nullable Transport transport;
        private @Nullable Protocol next;
        private @Nullable IOException failure;
        private boolean inUse;
        private int callsWhileInUse;
        private int asked;
        private int updates;

        Owning(ByteBuffer buffer, Consumer<Owning> whenUpdated) {
            this.buffer = buffer;
            this.whenUpdated = whenUpdated;
        }

        Transport transport() {
            return Objects.requireNonNull(transport, "not connected yet");
        }

        void consume() {
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes).clear();
            consumed.writeBytes(bytes);
        }

        void consumeLater() {
            inUse = true;
            transport().pauseReading();
            transport().loop().callSoon(() -> {
                consume();
                inUse = false;
                transport().resumeReading();
            });
        }

        void handOver() {
            consume();
            inUse = true;
            transport().setProtocol(Objects.requireNonNull(next));
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public ByteBuffer getBuffer(int sizeHint) {
            if (inUse) callsWhileInUse++;
            asked++;
            whenAsked.accept(this);
            return buffer;
        }

        @Override
        public void bufferUpdated(int count) {
            if (inUse) callsWhileInUse++;
            updates++;
            whenUpdated.accept(this);
        }

        @Override
        public void connectionLost(@Nullable IOException why) {
            failure = why;
            lost.complete(null);
        }
    }
}
