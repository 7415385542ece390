package dev.pirn.tck.net;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.yieldNow;
import static dev.pirn.tck.net.Failures.assertMentions;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.CancelScope;
import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.TimedOutException;
import dev.pirn.net.ConnectOptions;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Connecting: to the first address that answers, and leaving nothing open when none does or the caller no longer waits.
 */
class ConnectTck {

    private static final Duration HOUR = Duration.ofHours(1);

    private static int refusingPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, Pair.ADDRESS)) {
            return socket.getLocalPort();
        }
    }

    private static void assertNothingOpen() {
        yieldNow();
        assertEquals(0, Loop.current().driver().openCount());
        assertEquals(0, Loop.current().driver().pendingCount());
    }

    @LoopTest(io = true)
    void aRefusedConnectionSaysWhere(LoopCase loops) throws IOException {
        int port = refusingPort();
        loops.run(() -> {
            ConnectException refused = assertThrows(ConnectException.class, () -> Tcp.connect(Pair.LOOPBACK, port));
            assertMentions(refused, String.valueOf(port));
            assertMentions(refused, "refused");
            assertNothingOpen();
        });
    }

    @LoopTest(io = true)
    void aRefusedProtocolIsNeverMade(LoopCase loops) throws IOException {
        int port = refusingPort();
        loops.run(() -> {
            List<String> made = new ArrayList<>();
            assertThrows(
                    ConnectException.class,
                    () -> Tcp.connect(Pair.LOOPBACK, port, () -> {
                        made.add("made");
                        return new Recorder();
                    }));
            assertEquals(List.of(), made);
            assertNothingOpen();
        });
    }

    @LoopTest(io = true)
    void case124_everyAddressOfAHostIsTriedAndEveryFailureTold(LoopCase loops) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName("localhost");
        int port = refusingPort();
        loops.run(() -> {
            ConnectException refused = assertThrows(ConnectException.class, () -> Tcp.connect("localhost", port));
            assertEquals(addresses.length == 1 ? 0 : addresses.length, refused.getSuppressed().length);
            for (InetAddress address : addresses) {
                assertMentions(refused, address.getHostAddress());
            }
            assertNothingOpen();
        });
    }

    @LoopTest(io = true)
    void case124_oneThatAnswersIsEnough(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, stream -> stream.write("hello"));
            try (TcpStream stream = Tcp.connect("localhost", server.port())) {
                assertEquals("hello", Data.text(stream.readAll()));
            }
            server.close();
            server.waitClosed();
        });
    }

    @LoopTest(io = true)
    void case124_addressesOfAnotherFamilyThanTheLocalOneAreSkipped(LoopCase loops) {
        loops.run(() -> {
            InetSocketAddress local = new InetSocketAddress(Pair.ADDRESS, 0);
            InetSocketAddress peer = new InetSocketAddress(InetAddress.ofLiteral("::1"), 9);
            ConnectException skipped = assertThrows(
                    ConnectException.class, () -> Tcp.connect(peer, ConnectOptions.DEFAULT.withLocalAddress(local)));
            assertMentions(skipped, "family");
            assertNothingOpen();
        });
    }

    @LoopTest(io = true)
    void theLocalSideCanBeBound(LoopCase loops) {
        loops.run(() -> {
            List<InetSocketAddress> seen = new ArrayList<>();
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, stream -> seen.add(stream.remoteAddress()));
            InetSocketAddress local = new InetSocketAddress(Pair.ADDRESS, refusingPort());
            ConnectOptions options = ConnectOptions.DEFAULT
                    .with(StandardSocketOptions.SO_REUSEADDR, true)
                    .withLocalAddress(local);
            try (TcpStream stream = Tcp.connect(server.addresses().getFirst(), options)) {
                assertEquals(local, stream.localAddress());
                assertEquals(0, stream.readAll().length);
            }
            assertEquals(List.of(local), seen);
            server.close();
            server.waitClosed();
        });
    }

    @LoopTest(io = true)
    void aLocalAddressThatIsNotOursIsAnErrorThatNamesIt(LoopCase loops) {
        loops.run(() -> {
            InetSocketAddress foreign = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0);
            ConnectOptions options = ConnectOptions.DEFAULT.withLocalAddress(foreign);
            IOException failure =
                    assertThrows(IOException.class, () -> Tcp.connect(new InetSocketAddress(Pair.ADDRESS, 9), options));
            assertMentions(failure, "192.0.2.1");
            assertNothingOpen();
        });
    }

    @LoopTest
    void anUnknownHostIsSaidToBeOne(LoopCase loops) {
        loops.run(() -> {
            UnknownHostException unknown =
                    assertThrows(UnknownHostException.class, () -> Tcp.connect("no-such-host.invalid", 80));
            assertMentions(unknown, "no-such-host.invalid");
            assertNothingOpen();
        });
    }

    @LoopTest(io = true)
    void case124_aTimeoutClosesTheSocket(LoopCase loops) {
        InetSocketAddress full = FullListener.address();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            long start = loop.time();
            assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> Tcp.connect(full, ConnectOptions.DEFAULT)));
            assertEquals(HOUR.toNanos(), loop.time() - start);
            assertNothingOpen();
            assertEquals(0, loop.timerCount());
        });
    }

    @LoopTest(io = true)
    void case124_aCancelledConnectClosesTheSocket(LoopCase loops) {
        InetSocketAddress full = FullListener.address();
        loops.run(() -> {
            for (int turns = 0; turns < 4; turns++) {
                Task<?> connecting = spawn(() -> Tcp.connect(full, ConnectOptions.DEFAULT));
                for (int i = 0; i < turns; i++) {
                    yieldNow();
                }
                connecting.cancel("not wanted any more");
                assertThrows(CancellationException.class, connecting::await);
                assertNothingOpen();
            }
        });
    }

    @LoopTest(io = true)
    void case124_aScopeThatIsCancelledAlreadyOpensNothing(LoopCase loops) {
        loops.run(() -> {
            CancelScope scope = new CancelScope();
            scope.cancel("before");
            scope.run(() -> Tcp.connect(Pair.LOOPBACK, 1));
            assertTrue(scope.cancelCaught());
            assertNothingOpen();
        });
    }

    /** Reads until the peer ends or resets the connection. */
    private static void untilGone(TcpStream stream) {
        try {
            stream.readAll();
        } catch (IOException _) {
            // as good an end as any other
        }
    }

    @LoopTest(io = true)
    void aConnectThatIsCancelledAtAnyMomentLeaksNothing(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, ConnectTck::untilGone);
            for (int round = 0; round < 20; round++) {
                List<TcpStream> streams = new ArrayList<>();
                CancelScope scope = new CancelScope();
                Task<?> connecting =
                        spawn(() -> scope.run(() -> streams.add(Tcp.connect(Pair.LOOPBACK, server.port()))));
                for (int i = 0; i < round % 5; i++) {
                    yieldNow();
                }
                scope.cancel("at some moment");
                connecting.await();
                for (TcpStream stream : streams) {
                    stream.close();
                }
            }
            server.close();
            server.waitClosed();
            assertNothingOpen();
        });
    }

    @LoopTest(io = true)
    void aFactoryThatFailsClosesTheSocket(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, stream -> {
                assertThrows(IOException.class, () -> stream.read(1));
            });
            IllegalStateException failure = new IllegalStateException("no protocol today");
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> Tcp.connect(Pair.LOOPBACK, server.port(), () -> {
                        throw failure;
                    }));
            assertEquals(failure, thrown);
            server.close();
            server.waitClosed();
            assertNothingOpen();
        });
    }

    @LoopTest(io = true)
    void connectionMadeHasBeenCalledWhenConnectReturns(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, TcpStream::readAll);
            Recorder protocol = Tcp.connect(Pair.LOOPBACK, server.port(), Recorder::new);
            assertEquals(List.of("made"), protocol.calls);
            protocol.transport().close();
            protocol.awaitLost();
            server.close();
            server.waitClosed();
        });
    }

    @LoopTest(io = true)
    void aProtocolWhoseConnectIsCancelledIsLost(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, ConnectTck::untilGone);
            for (int turns = 0; turns < 5; turns++) {
                List<Recorder> made = new ArrayList<>();
                Task<Recorder> connecting = spawn(() -> Tcp.connect(Pair.LOOPBACK, server.port(), () -> {
                    made.add(new Recorder());
                    return made.getFirst();
                }));
                for (int i = 0; i < turns; i++) {
                    yieldNow();
                }
                connecting.cancel("at some moment");
                while (!connecting.isDone()) {
                    yieldNow();
                }
                for (Recorder recorder : made) {
                    while (recorder.calls.isEmpty()) {
                        yieldNow();
                    }
                    recorder.transport().close();
                    recorder.awaitLost();
                    assertEquals(List.of("made", "lost"), recorder.calls);
                }
            }
            server.close();
            server.waitClosed();
        });
    }

    @LoopTest(io = true)
    void aHundredConnectAtOnce(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, stream -> stream.write(stream.readLine() + "!\n"));
            TaskGroup.run(group -> {
                for (int i = 0; i < 100; i++) {
                    int number = i;
                    group.spawn(() -> {
                        try (TcpStream stream = Tcp.connect(Pair.LOOPBACK, server.port())) {
                            stream.write(number + "\n");
                            assertEquals(number + "!", stream.readLine());
                        }
                    });
                }
            });
            server.close();
            server.waitClosed();
            assertNothingOpen();
        });
    }

    @LoopTest
    void aConnectThatIsAnsweredLateSucceeds(LoopCase loops) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, Pair.ADDRESS)) {
            loops.runVirtual(() -> {
                try (TcpStream stream = Tcp.connect(Pair.LOOPBACK, listener.getLocalPort())) {
                    sleep(HOUR);
                    assertNotNull(stream.localAddress());
                }
            });
        }
    }
}
