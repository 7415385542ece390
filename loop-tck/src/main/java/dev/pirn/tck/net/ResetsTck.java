package dev.pirn.tck.net;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Task;
import dev.pirn.net.ConnectOptions;
import dev.pirn.net.ListenOptions;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.function.Executable;

/**
 * The peer resets the connection, in every state that the connection can be in. Each waiter gets an {@link
 * IOException}, no wait lasts for ever, nothing is left behind, and the server goes on.
 */
class ResetsTck {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MUCH = 1_000_000;
    private static final int TIGHT = 4096;

    @LoopTest(io = true)
    void whoReadsIsTold(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            Task<IOException> reader = spawn(() -> assertThrows(IOException.class, () -> near.read(1)));
            yieldNow();
            far.abort();
            assertNotNull(reader.await());
        }));
    }

    @LoopTest(io = true)
    void whoReadsLaterIsToldToo(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            far.abort();
            sleep(HOUR);
            assertThrows(IOException.class, () -> near.read(1));
        }));
    }

    @LoopTest(io = true)
    void aReaderOfARecordIsToldAndKeepsNoTask(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            far.write("half a rec");
            far.flush();
            Task<IOException> reader = spawn(() -> assertThrows(IOException.class, () -> near.readExactly(100)));
            sleep(HOUR);
            far.abort();
            assertNotNull(reader.await());
        }));
    }

    @LoopTest(io = true)
    void aWriterThatWaitsIsTold(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> {
            Task<IOException> writer = spawn(() -> assertThrows(IOException.class, () -> near.write(new byte[MUCH])));
            sleep(HOUR);
            far.abort();
            assertNotNull(writer.await());
        }));
    }

    @LoopTest(io = true)
    void aWriterWhoseBufferTheSystemHasIsToldAndGetsItBack(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> {
            ByteBuffer lent = ByteBuffer.allocateDirect(MUCH);
            Task<IOException> writer = spawn(() -> assertThrows(IOException.class, () -> near.write(lent)));
            sleep(HOUR);
            far.abort();
            assertNotNull(writer.await());
            assertTrue(lent.hasRemaining(), "a peer that read nothing cannot have got everything");
        }));
    }

    @LoopTest(io = true)
    void aFlushAndACloseThatWaitAreTold(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> {
            assertTrue(Pair.fill(near).length > 0);
            Task<IOException> closer = spawn(() -> assertThrows(IOException.class, near::close));
            sleep(HOUR);
            far.abort();
            assertNotNull(closer.await());
        }));
    }

    @LoopTest(io = true)
    void afterTheEndOfOurSideTheReaderIsTold(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            near.shutdownOutput();
            assertEquals(0, far.read(1).length);
            Task<IOException> reader = spawn(() -> assertThrows(IOException.class, () -> near.read(1)));
            sleep(HOUR);
            far.abort();
            assertNotNull(reader.await());
        }));
    }

    @LoopTest(io = true)
    void afterTheEndOfTheirSideTheWriterIsTold(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            far.shutdownOutput();
            assertEquals(0, near.read(1).length);
            far.abort();
            sleep(HOUR);
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 3; i++) {
                    near.write("no peer is there");
                    near.flush();
                    sleep(HOUR);
                }
            });
        }));
    }

    @LoopTest(io = true)
    void onceAReadFailedEverythingFails(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            far.abort();
            sleep(HOUR);
            IOException first = assertThrows(IOException.class, () -> near.read(1));
            assertSame(SocketException.class, first.getClass());
            assertBroken(near, first);
        }));
    }

    @LoopTest(io = true)
    void onceAWaitingReadFailedEverythingFails(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            Task<IOException> reader = spawn(() -> assertThrows(IOException.class, near::readLine));
            sleep(HOUR);
            far.abort();
            assertBroken(near, reader.await());
        }));
    }

    @LoopTest(io = true)
    void onceAWriteFailedEverythingFails(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            far.abort();
            sleep(HOUR);
            IOException first = assertThrows(IOException.class, () -> writeUntilBroken(near));
            assertSame(SocketException.class, first.getClass());
            assertBroken(near, first);
        }));
    }

    @LoopTest(io = true)
    void whatArrivedBeforeStaysReadable(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            far.write("half a rec");
            far.flush();
            Task<IOException> reader = spawn(() -> assertThrows(IOException.class, () -> near.readExactly(100)));
            sleep(HOUR);
            far.abort();
            IOException first = reader.await();
            assertEquals("half a rec", Data.text(near.read(100)));
            assertBroken(near, first);
        }));
    }

    private static void writeUntilBroken(TcpStream stream) throws IOException {
        for (int i = 0; i < 3; i++) {
            stream.write("no reader is there");
            stream.flush();
            sleep(HOUR);
        }
    }

    /** Every operation says so, as often as it is called; a close has nothing to say. */
    private static void assertBroken(TcpStream stream, IOException first) throws IOException {
        for (int i = 0; i < 2; i++) {
            assertBroken(first, () -> stream.read(1));
            assertBroken(first, () -> stream.read(ByteBuffer.allocate(1)));
            assertBroken(first, () -> stream.read(ByteBuffer.allocateDirect(1)));
            assertBroken(first, stream::readAll);
            assertBroken(first, () -> stream.readExactly(1));
            assertBroken(first, () -> stream.readUntil(10, new byte[] {0}));
            assertBroken(first, stream::readLine);
            assertBroken(first, () -> stream.inputStream().read());
            assertBroken(first, () -> stream.channel().read(ByteBuffer.allocate(1)));
            assertBroken(first, () -> stream.write("x"));
            assertBroken(first, () -> stream.write(ByteBuffer.allocateDirect(MUCH)));
            assertBroken(first, stream::flush);
            assertBroken(first, stream::shutdownOutput);
        }
        stream.close();
    }

    private static void assertBroken(IOException first, Executable operation) {
        IOException failure = assertThrows(IOException.class, operation);
        assertSame(SocketException.class, failure.getClass());
        assertSame(first, failure.getCause());
    }

    @LoopTest(io = true)
    void bothDirectionsAtOnceAreTold(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> {
            Task<IOException> reader = spawn(() -> assertThrows(IOException.class, () -> near.read(1)));
            Task<IOException> writer = spawn(() -> assertThrows(IOException.class, () -> near.write(new byte[MUCH])));
            sleep(HOUR);
            far.abort();
            assertNotNull(reader.await());
            assertNotNull(writer.await());
        }));
    }

    @LoopTest(io = true)
    void aServerWhosePeersResetAtOnceGoesOn(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, ResetsTck::echoUntilBroken);
            InetSocketAddress address = server.addresses().getFirst();
            for (int i = 0; i < 50; i++) {
                Loop.current().runInExecutor(null, () -> resetAtOnce(address)).await();
            }
            try (TcpStream stream = Tcp.connect(address, ConnectOptions.DEFAULT)) {
                stream.write("still there");
                assertArrayEquals(Data.bytes("still there"), stream.readExactly(11));
            }
            server.close();
            server.waitClosed();
        });
    }

    /** Before the server can have accepted it, as a rule. */
    private static boolean resetAtOnce(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoLinger(true, 0);
        }
        return true;
    }

    private static void echoUntilBroken(TcpStream stream) {
        try (stream) {
            for (byte[] bytes = stream.read(100); bytes.length > 0; bytes = stream.read(100)) {
                stream.write(bytes);
            }
        } catch (IOException _) {
            stream.abort();
        }
    }

    @LoopTest(io = true)
    void aProtocolThatReadsIsLostWithAFailure(LoopCase loops) {
        facing(loops, (protocol, peer) -> {
            peer.abort();
            protocol.awaitLost();
            assertNotNull(protocol.failure());
        });
    }

    @LoopTest(io = true)
    void aProtocolThatHasPausedReadingLearnsOfItWhenItGoesOn(LoopCase loops) {
        facing(loops, (protocol, peer) -> {
            protocol.transport().pauseReading();
            peer.abort();
            sleep(HOUR);
            protocol.transport().resumeReading();
            protocol.awaitLost();
            assertNotNull(protocol.failure());
        });
    }

    @LoopTest(io = true)
    void aProtocolThatWritesIsLostWithAFailure(LoopCase loops) {
        facing(loops, (protocol, peer) -> {
            protocol.transport().pauseReading();
            protocol.transport().write(new byte[MUCH / 10]);
            sleep(HOUR);
            peer.abort();
            protocol.awaitLost();
            assertNotNull(protocol.failure());
            assertEquals(0, protocol.transport().writeBufferSize());
        });
    }

    @LoopTest(io = true)
    void aProtocolThatIsClosingIsLost(LoopCase loops) {
        facing(loops, (protocol, peer) -> {
            protocol.transport().write(new byte[MUCH / 10]);
            protocol.transport().close();
            sleep(HOUR);
            peer.abort();
            protocol.awaitLost();
        });
    }

    private interface Facing {

        void with(Recorder protocol, TcpStream peer) throws Exception;
    }

    private static void facing(LoopCase loops, Facing test) {
        ListenOptions listening = ListenOptions.on(Pair.LOOPBACK, 0).with(StandardSocketOptions.SO_RCVBUF, TIGHT);
        ConnectOptions connecting = ConnectOptions.DEFAULT.with(StandardSocketOptions.SO_SNDBUF, TIGHT);
        loops.runVirtual(() -> {
            Promise<TcpStream> accepted = Loop.current().promise();
            Promise<Boolean> over = Loop.current().promise();
            TcpServer server = Tcp.listen(listening, stream -> {
                accepted.complete(stream);
                assertTrue(over.await());
            });
            Recorder protocol = Tcp.connect(server.addresses().getFirst(), connecting, Recorder::new);
            TcpStream peer = accepted.await();
            test.with(protocol, peer);
            peer.abort();
            over.complete(true);
            server.close();
            server.waitClosed();
        });
    }
}
