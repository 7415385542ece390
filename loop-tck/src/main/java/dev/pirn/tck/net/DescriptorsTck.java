package dev.pirn.tck.net;

import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pirn.CancelScope;
import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.net.ConnectOptions;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The system gives a closed socket's number to the next one that is opened. Code that still has the old object must
 * never reach the new connection with it: not by closing, writing, cancelling, nor by an event that comes late. Eight
 * cells of the matrix make some thousand rounds of each test; {@code -Dpirn.recycling.rounds=100000} makes as many of
 * two of them on each loop.
 */
class DescriptorsTck {

    private static final int ROUNDS = 200;

    /** Something else goes on all the time, so that the loop's polls have other events to report. */
    private static void besideOtherTraffic(LoopCase loops, Traffic test) {
        loops.run(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, DescriptorsTck::echo);
            try (TcpStream other = Tcp.connect(Pair.LOOPBACK, server.port())) {
                CancelScope traffic = new CancelScope();
                Task<?> echoing = spawn(() -> traffic.run(() -> assertEchoesForEver(other)));
                test.with(server.addresses().getFirst());
                traffic.cancel("the test is over");
                echoing.await();
            }
            server.close();
            server.waitClosed();
        });
    }

    @FunctionalInterface
    private interface Traffic {

        void with(InetSocketAddress server) throws Exception;
    }

    private static void echo(TcpStream stream) {
        ByteBuffer buffer = ByteBuffer.allocate(256);
        try {
            while (stream.read(buffer.clear()) >= 0) {
                stream.write(buffer.flip());
            }
        } catch (IOException _) {
            stream.abort(); // as these clients do
        }
    }

    private static void assertEchoesForEver(TcpStream stream) throws IOException {
        for (byte i = 0; ; i++) {
            stream.write(new byte[] {i});
            assertEquals(i, stream.readExactly(1)[0]);
        }
    }

    private static void assertEchoes(TcpStream stream, int number) throws IOException {
        byte[] bytes = Data.bytes("round " + number);
        stream.write(bytes);
        assertArrayEquals(bytes, stream.readExactly(bytes.length));
    }

    @LoopTest(io = true)
    void case126_aCancelledConnectDoesNotTouchTheSocketAfterIt(LoopCase loops) {
        cancelConnects(loops, ROUNDS);
    }

    @LoopTest
    @Tag("slow")
    @EnabledIfSystemProperty(named = "pirn.recycling.rounds", matches = "\\d+")
    @Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = ThreadMode.SEPARATE_THREAD)
    void case126_manyCancelledConnectsDoNotTouchTheSocketAfterThem(LoopCase loops) {
        cancelConnects(loops, Integer.getInteger("pirn.recycling.rounds"));
    }

    private static void cancelConnects(LoopCase loops, int rounds) {
        InetSocketAddress full = FullListener.address();
        besideOtherTraffic(loops, server -> {
            for (int round = 0; round < rounds; round++) {
                Task<?> connecting = spawn(() -> {
                    CancelScope scope = new CancelScope();
                    spawn(() -> scope.cancel("not wanted any more"));
                    scope.run(() -> Tcp.connect(full, ConnectOptions.DEFAULT).close());
                });
                if (round % 3 == 0) {
                    yieldNow();
                }
                TcpStream next = Tcp.connect(server, ConnectOptions.DEFAULT);
                assertEchoes(next, round);
                connecting.await();
                assertEchoes(next, round);
                next.abort();
            }
        });
    }

    @LoopTest(io = true)
    void case126_aClosedStreamDoesNotTouchTheOneAfterIt(LoopCase loops) {
        besideOtherTraffic(loops, server -> {
            for (int round = 0; round < ROUNDS; round++) {
                TcpStream first = Tcp.connect(server, ConnectOptions.DEFAULT);
                first.write("unsent");
                first.abort();
                TcpStream next = Tcp.connect(server, ConnectOptions.DEFAULT);
                assertThrows(ClosedChannelException.class, () -> first.write("to the wrong peer"));
                assertThrows(ClosedChannelException.class, first::flush);
                assertThrows(ClosedChannelException.class, first::shutdownOutput);
                assertThrows(ClosedChannelException.class, () -> first.read(1));
                assertNull(first.localAddress());
                first.abort();
                first.close();
                assertEchoes(next, round);
                next.abort();
            }
        });
    }

    @LoopTest(io = true)
    void case126_aClosedTransportDoesNotTouchTheOneAfterIt(LoopCase loops) {
        besideOtherTraffic(loops, server -> {
            for (int round = 0; round < ROUNDS; round++) {
                Recorder first = Tcp.connect(server, ConnectOptions.DEFAULT, Recorder::new);
                first.transport().abort();
                first.awaitLost();
                TcpStream next = Tcp.connect(server, ConnectOptions.DEFAULT);
                for (int i = 0; i < 3; i++) {
                    first.transport().write(Data.bytes("to the wrong peer"));
                }
                first.transport().shutdownOutput();
                first.transport().resumeReading();
                first.transport().abort();
                assertEchoes(next, round);
                next.abort();
                assertEquals(List.of("made", "lost"), first.calls);
            }
        });
    }

    @LoopTest(io = true)
    void case126_anEventOfAClosedSocketReachesNobody(LoopCase loops) {
        besideOtherTraffic(loops, server -> {
            for (int round = 0; round < ROUNDS; round++) {
                TcpStream first = Tcp.connect(server, ConnectOptions.DEFAULT);
                Task<?> reader = spawn(() -> assertThrows(IOException.class, () -> first.readExactly(100)));
                first.write("comes back");
                for (int i = 0; i < round % 4; i++) {
                    yieldNow(); // so that it is on its way, or there
                }
                first.abort();
                TcpStream next = Tcp.connect(server, ConnectOptions.DEFAULT);
                assertEchoes(next, round);
                reader.await();
                next.abort();
            }
        });
    }

    @LoopTest(io = true)
    void case126_manyAtOnceNeverGetEachOthersBytes(LoopCase loops) {
        besideOtherTraffic(
                loops,
                server -> TaskGroup.run(group -> {
                    for (int worker = 0; worker < 10; worker++) {
                        int number = worker;
                        group.spawn(() -> {
                            List<TcpStream> old = new ArrayList<>();
                            for (int round = 0; round < ROUNDS / 10; round++) {
                                TcpStream stream = Tcp.connect(server, ConnectOptions.DEFAULT);
                                assertEchoes(stream, number * ROUNDS + round);
                                old.forEach(TcpStream::abort);
                                assertEchoes(stream, number * ROUNDS + round);
                                stream.abort();
                                old.add(stream);
                            }
                        });
                    }
                }));
    }

    // straight on the driver

    @LoopTest(io = true)
    void case126_aClosedSocketObjectStaysClosed(LoopCase loops) {
        closeUnconnected(loops, ROUNDS);
    }

    @LoopTest
    @Tag("slow")
    @EnabledIfSystemProperty(named = "pirn.recycling.rounds", matches = "\\d+")
    @Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = ThreadMode.SEPARATE_THREAD)
    void case126_manyClosedSocketObjectsStayClosed(LoopCase loops) {
        closeUnconnected(loops, Integer.getInteger("pirn.recycling.rounds"));
    }

    private static void closeUnconnected(LoopCase loops, int rounds) {
        InetSocketAddress full = FullListener.address();
        besideOtherTraffic(loops, server -> {
            IoDriver driver = Loop.current().driver();
            for (int round = 0; round < rounds; round++) {
                RecordedCompletion completion = new RecordedCompletion();
                IoSocket first = driver.open(StandardProtocolFamily.INET);
                int result = first.connect(full, completion);
                if (round % 2 == 0) {
                    yieldNow();
                }
                first.close(true);
                TcpStream next = Tcp.connect(server, ConnectOptions.DEFAULT);
                first.cancel(completion);
                first.close(false);
                assertThrows(ClosedChannelException.class, () -> first.read(ByteBuffer.allocateDirect(1), completion));
                ByteBuffer[] one = {Data.direct(Data.bytes("to the wrong peer"))};
                assertThrows(ClosedChannelException.class, () -> first.write(one, 0, 1, completion));
                assertThrows(ClosedChannelException.class, first::shutdownOutput);
                assertEchoes(next, round);
                next.abort();
                while (completion.results.isEmpty()) {
                    yieldNow(); // a driver whose system still uses the socket completes it later
                }
                assertEquals(IoDriver.PENDING, result);
                assertEquals(List.of(IoDriver.CANCELLED), completion.results);
            }
        });
    }

    private static final class RecordedCompletion implements Completion {

        private final List<Integer> results = new ArrayList<>();

        @Override
        public void completed(int result) {
            results.add(result);
        }

        @Override
        public void failed(IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
