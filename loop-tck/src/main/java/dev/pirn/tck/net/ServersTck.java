package dev.pirn.tck.net;

import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static dev.pirn.tck.net.Failures.assertMentions;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pirn.BusyException;
import dev.pirn.Cancelled;
import dev.pirn.ErrorReport;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.TimedOutException;
import dev.pirn.net.ListenOptions;
import dev.pirn.net.Protocol;
import dev.pirn.net.StreamHandler;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.net.Transport;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Servers: what they accept, and how they end. */
class ServersTck {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static void echo(TcpStream stream) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1024);
        while (stream.read(buffer.clear()) >= 0) {
            stream.write(buffer.flip());
        }
    }

    private static TcpServer serve(StreamHandler handler) throws IOException {
        return Tcp.listen(Pair.LOOPBACK, 0, handler);
    }

    private static TcpStream connect(TcpServer server) throws IOException {
        return Tcp.connect(Pair.LOOPBACK, server.port());
    }

    private static void assertEchoes(TcpStream stream, String text) throws IOException {
        stream.write(text);
        assertEquals(text, Data.text(stream.readExactly(text.length())));
    }

    private static void end(TcpServer server) {
        server.close();
        server.waitClosed();
    }

    // serving

    @LoopTest(io = true)
    void itServesManyConnectionsEachInItsOwnCoroutine(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = serve(ServersTck::echo);
            assertTrue(server.isServing());
            assertTrue(server.port() > 0);
            assertSame(Loop.current(), server.loop());
            TaskGroup.run(group -> {
                for (int i = 0; i < 20; i++) {
                    String text = "client " + i;
                    group.spawn(() -> {
                        try (TcpStream stream = connect(server)) {
                            assertEchoes(stream, text);
                            assertEchoes(stream, text);
                        }
                    });
                }
            });
            end(server);
            assertEquals(0, server.connectionCount());
        });
    }

    @LoopTest(io = true)
    void aStreamIsClosedWhenItsHandlerReturns(LoopCase loops) {
        loops.run(() -> {
            List<TcpStream> streams = new ArrayList<>();
            TcpServer server = serve(stream -> {
                streams.add(stream);
                stream.write("bye");
            });
            try (TcpStream client = connect(server)) {
                assertEquals("bye", Data.text(client.readAll()));
            }
            end(server);
            assertTrue(streams.getFirst().isClosed());
        });
    }

    @LoopTest(io = true)
    void case120_itServesWithoutAnybodyReferringToIt(LoopCase loops) {
        loops.run(() -> {
            int port = Tcp.listen(Pair.LOOPBACK, 0, ServersTck::echo).port();
            for (int i = 0; i < 3; i++) {
                toThread(() -> {
                    System.gc();
                    return true;
                });
                try (TcpStream stream = Tcp.connect(Pair.LOOPBACK, port)) {
                    assertEchoes(stream, "still there");
                }
            }
        });
    }

    @LoopTest(io = true)
    void itEndsWithTheRunThatMadeIt(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.run(() -> {
            TcpServer server = serve(stream -> {
                try {
                    stream.read(1);
                } finally {
                    log.add("handler ended");
                }
            });
            spawn(() -> {
                try (TcpStream client = connect(server)) {
                    client.read(1);
                } catch (IOException _) {
                    // The server's end may be seen before the client's own.
                }
            });
            while (server.connectionCount() == 0) {
                yieldNow();
            }
            yieldNow();
        });
        assertEquals(List.of("handler ended"), log);
    }

    @LoopTest(io = true)
    void case120_afterCloseConnectsAreRefused(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = serve(ServersTck::echo);
            server.close();
            server.close();
            assertFalse(server.isServing());
            assertThrows(ConnectException.class, () -> connect(server));
            server.waitClosed();
            assertEquals(1, server.addresses().size());
        });
    }

    @LoopTest(io = true)
    void thePortIsFreeAgainAtOnce(LoopCase loops) {
        loops.run(() -> {
            TcpServer first = serve(ServersTck::echo);
            try (TcpStream stream = connect(first)) {
                assertEchoes(stream, "first");
                first.close();
                TcpServer second = Tcp.listen(Pair.LOOPBACK, first.port(), ServersTck::echo);
                try (TcpStream another = connect(second)) {
                    assertEchoes(another, "second");
                }
                end(second);
            }
            first.waitClosed();
        });
    }

    @LoopTest(io = true)
    void closeLeavesConnectionsAndWaitClosedWaitsForThem(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = serve(ServersTck::echo);
            TcpStream stream = connect(server);
            assertEchoes(stream, "before");
            server.close();
            Task<?> waiting = spawn(server::waitClosed);
            assertEchoes(stream, "after");
            assertEquals(1, server.connectionCount());
            assertFalse(waiting.isDone());
            stream.close();
            waiting.await();
            assertEquals(0, server.connectionCount());
            server.waitClosed();
        });
    }

    @LoopTest(io = true)
    void waitClosedDoesNotClose(LoopCase loops) {
        loops.runVirtual(() -> {
            TcpServer server = serve(ServersTck::echo);
            assertThrows(TimedOutException.class, () -> timeout(HOUR, server::waitClosed));
            assertTrue(server.isServing());
            end(server);
        });
    }

    @LoopTest(io = true)
    void anotherThreadCanCloseIt(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = serve(ServersTck::echo);
            toThread(() -> {
                server.close();
                return true;
            });
            server.waitClosed();
            assertFalse(server.isServing());
        });
    }

    // serveForever

    @LoopTest(io = true)
    void case120_serveForeverClosesTheServerWhenItIsCancelled(LoopCase loops) {
        loops.runVirtual(() -> {
            TcpServer server = serve(ServersTck::echo);
            Task<?> serving = spawn(server::serveForever);
            yieldNow();
            try (TcpStream stream = connect(server)) {
                assertEchoes(stream, "serving");
                serving.cancel("enough");
                assertThrows(CancellationException.class, serving::await);
                assertFalse(server.isServing());
                assertEchoes(stream, "lives on");
            }
            server.waitClosed();
        });
    }

    @LoopTest(io = true)
    void case120_servingForeverTwiceIsAnError(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = serve(ServersTck::echo);
            Task<?> serving = spawn(server::serveForever);
            yieldNow();
            assertThrows(BusyException.class, server::serveForever);
            server.close();
            serving.await();
            assertThrows(IllegalStateException.class, server::serveForever);
        });
    }

    // binding

    @LoopTest(io = true)
    void case122_anAddressInUseIsNamed(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = serve(ServersTck::echo);
            BindException inUse =
                    assertThrows(BindException.class, () -> Tcp.listen(Pair.LOOPBACK, server.port(), ServersTck::echo));
            assertMentions(inUse, Pair.LOOPBACK + ":" + server.port());
            end(server);
        });
    }

    @LoopTest(io = true)
    void case122_twoServersCanShareAPortIfBothSaySo(LoopCase loops) {
        loops.run(() -> {
            ListenOptions anyPort = ListenOptions.on(Pair.LOOPBACK, 0).with(StandardSocketOptions.SO_REUSEPORT, true);
            TcpServer first = Tcp.listen(anyPort, ServersTck::echo);
            ListenOptions samePort =
                    ListenOptions.on(Pair.LOOPBACK, first.port()).with(StandardSocketOptions.SO_REUSEPORT, true);
            TcpServer second = Tcp.listen(samePort, ServersTck::echo);
            assertEquals(first.port(), second.port());
            try (TcpStream stream = connect(first)) {
                assertEchoes(stream, "one of them");
            }
            end(first);
            try (TcpStream stream = connect(second)) {
                assertEchoes(stream, "the other");
            }
            end(second);
        });
    }

    @LoopTest(io = true)
    void case122_whenOneAddressFailsTheOthersAreClosed(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = serve(ServersTck::echo);
            int before = Loop.current().driver().openCount();
            ListenOptions options = ListenOptions.on(
                    new InetSocketAddress(Pair.ADDRESS, 0), new InetSocketAddress(Pair.ADDRESS, server.port()));
            assertThrows(BindException.class, () -> Tcp.listen(options, ServersTck::echo));
            yieldNow();
            assertEquals(before, Loop.current().driver().openCount());
            end(server);
        });
    }

    @LoopTest(io = true)
    void itListensOnSeveralAddresses(LoopCase loops) {
        loops.run(() -> {
            ListenOptions options =
                    ListenOptions.on(new InetSocketAddress(Pair.ADDRESS, 0), new InetSocketAddress(Pair.ADDRESS, 0));
            TcpServer server = Tcp.listen(options, ServersTck::echo);
            assertEquals(2, server.addresses().size());
            for (InetSocketAddress address : server.addresses()) {
                try (TcpStream stream = Tcp.connect(Pair.LOOPBACK, address.getPort())) {
                    assertEchoes(stream, "at " + address.getPort());
                }
            }
            end(server);
        });
    }

    @LoopTest(io = true)
    void withoutAHostItListensEverywhere(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = Tcp.listen(null, 0, ServersTck::echo);
            try (TcpStream stream = connect(server)) {
                assertEchoes(stream, "IPv4");
            }
            end(server);
        });
    }

    @LoopTest(io = true)
    void itListensOnIpv6(LoopCase loops) throws IOException {
        assumeTrue(hasIpv6());
        loops.run(() -> {
            for (String host : new String[] {"::1", ""}) {
                TcpServer server = Tcp.listen(host, 0, ServersTck::echo);
                try (TcpStream stream = Tcp.connect("::1", server.port())) {
                    assertEchoes(stream, "IPv6");
                }
                end(server);
            }
        });
    }

    private static boolean hasIpv6() throws IOException {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
            return true;
        } catch (SocketException _) {
            return false;
        }
    }

    // limits

    @LoopTest(io = true)
    void atTheLimitOfConnectionsTheNextOneWaits(LoopCase loops) {
        loops.runVirtual(() -> {
            ListenOptions options = ListenOptions.on(Pair.LOOPBACK, 0).withMaxConnections(2);
            TcpServer server = Tcp.listen(options, ServersTck::echo);
            TcpStream first = connect(server);
            TcpStream second = connect(server);
            TcpStream third = connect(server);
            third.write("waiting");
            assertEchoes(first, "1");
            assertEchoes(second, "2");
            assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> third.read(1)));
            assertEquals(2, server.connectionCount());
            first.close();
            assertEquals("waiting", Data.text(third.readExactly(7)));
            assertEquals(2, server.connectionCount());
            second.close();
            third.close();
            end(server);
        });
    }

    @LoopTest(io = true)
    void manyConnectionsPassThroughALimit(LoopCase loops) {
        int[] most = new int[2];
        loops.run(() -> {
            ListenOptions options = ListenOptions.on(Pair.LOOPBACK, 0).withMaxConnections(3);
            TcpServer server = Tcp.listen(options, stream -> {
                most[0] = Math.max(most[0], ++most[1]);
                echo(stream);
                most[1]--;
            });
            TaskGroup.run(group -> {
                for (int i = 0; i < 30; i++) {
                    group.spawn(() -> {
                        try (TcpStream stream = connect(server)) {
                            assertEchoes(stream, "hello");
                        }
                    });
                }
            });
            end(server);
        });
        assertTrue(most[0] <= 3 && most[0] > 0, () -> "at once: " + most[0]);
    }

    @LoopTest
    void withoutDescriptorsItPausesAndSaysSoOnce(LoopCase loops) throws IOException {
        SpyDriver.run(loops, driver -> {
            Loop loop = Loop.current();
            driver.failAccepts(3);
            long start = loop.time();
            TcpServer server = serve(ServersTck::echo);
            TcpStream stream = connect(server);
            assertEchoes(stream, "at last");
            assertEquals(0, driver.failingAccepts());
            assertEquals(SECOND.multipliedBy(3).toNanos(), loop.time() - start);
            assertEquals(1, driver.reports().size());
            assertSame(server, driver.reports().getFirst().source());
            driver.failAccepts(2);
            try (TcpStream another = connect(server)) {
                assertEchoes(another, "again");
            }
            assertEquals(2, driver.reports().size());
            stream.close();
            end(server);
        });
    }

    @LoopTest
    void aServerThatCannotAcceptCanBeClosed(LoopCase loops) throws IOException {
        SpyDriver.run(loops, driver -> {
            driver.failAccepts(Integer.MAX_VALUE);
            TcpServer server = serve(ServersTck::echo);
            sleep(SECOND.multipliedBy(10));
            end(server);
            assertEquals(1, driver.reports().size());
        });
    }

    // failures

    @LoopTest(io = true)
    void aHandlerWithAFaultIsReportedAndHarmsNoOther(LoopCase loops) {
        loops.expectReports(3);
        loops.run(() -> {
            TcpServer server = serve(stream -> {
                String line = String.valueOf(stream.readLine());
                switch (line) {
                    case "exception" -> throw new IllegalStateException("bad handler");
                    case "error" -> throw new AssertionError("worse handler");
                    case "stack" -> throw new StackOverflowError("deep handler");
                    default -> stream.write(line);
                }
            });
            TcpStream good = connect(server);
            for (String bad : List.of("exception", "error", "stack")) {
                try (TcpStream stream = connect(server)) {
                    stream.write(bad + "\n");
                    assertThrows(IOException.class, () -> stream.read(1));
                }
            }
            good.write("good\n");
            assertEquals("good", Data.text(good.readAll()));
            good.close();
            end(server);
        });
        assertEquals(
                List.of("bad handler", "worse handler", "deep handler"),
                loops.reports().stream().map(ServersTck::message).toList());
    }

    private static @Nullable String message(ErrorReport report) {
        Throwable failure = report.failure();
        return failure == null ? null : failure.getMessage();
    }

    @LoopTest(io = true)
    void whatTheNetworkDoesToAHandlerIsCountedAndNotReported(LoopCase loops) {
        List<Throwable> causes = List.of(
                new IOException("a bad request"),
                new SocketException("reset"),
                new EOFException("a peer that left"),
                new UncheckedIOException(new IOException("while reading lines")),
                new IllegalStateException(new SocketException("wrapped")));
        loops.run(() -> {
            TcpServer server = serve(stream -> {
                int number = Integer.parseInt(String.valueOf(stream.readLine()));
                if (number == causes.size()) {
                    timeout(Duration.ofMillis(1), () -> stream.read(1));
                } else if (number > causes.size()) {
                    TaskGroup.run(group -> group.spawn(() -> stream.readExactly(1)));
                } else {
                    throwAny(causes.get(number));
                }
            });
            for (int i = 0; i <= causes.size() + 1; i++) {
                try (TcpStream stream = connect(server)) {
                    stream.write(i + "\n");
                    stream.flush();
                    if (i > causes.size()) stream.shutdownOutput();
                    assertThrows(IOException.class, () -> stream.read(1));
                }
            }
            end(server);
            assertEquals(causes.size() + 2, server.failureCount());
        });
        assertEquals(List.of(), loops.reports());
    }

    @LoopTest(io = true)
    void aMissingFileIsReported(LoopCase loops) {
        loops.expectReports(1);
        loops.run(() -> {
            TcpServer server = serve(stream -> {
                throw new NoSuchFileException("index.html");
            });
            try (TcpStream stream = connect(server)) {
                assertThrows(IOException.class, () -> stream.read(1));
            }
            end(server);
            assertEquals(1, server.failureCount());
        });
    }

    @LoopTest(io = true)
    void aFailureHandlerGetsEachFailureInsteadOfAReport(LoopCase loops) {
        List<String> failures = new ArrayList<>();
        loops.run(() -> {
            ListenOptions options = ListenOptions.on(Pair.LOOPBACK, 0)
                    .withFailureHandler((peer, failure) -> failures.add(peer.getPort() + " " + failure.getMessage()));
            TcpServer server = Tcp.listen(options, stream -> {
                if (stream.read(1)[0] == 'i') throw new IOException("of the network");
                throw new IllegalStateException("of the program");
            });
            List<String> expected = new ArrayList<>();
            for (String kind : List.of("i", "p")) {
                try (TcpStream stream = connect(server)) {
                    int port = Objects.requireNonNull(stream.localAddress()).getPort();
                    expected.add(port + (kind.equals("i") ? " of the network" : " of the program"));
                    stream.write(kind);
                    assertThrows(IOException.class, () -> stream.read(1));
                }
            }
            end(server);
            assertEquals(expected, failures);
            assertEquals(2, server.failureCount());
        });
        assertEquals(List.of(), loops.reports());
    }

    @LoopTest(io = true)
    void aFailureHandlerThatFailsIsReported(LoopCase loops) {
        loops.expectReports(1);
        loops.run(() -> {
            ListenOptions options = ListenOptions.on(Pair.LOOPBACK, 0).withFailureHandler((peer, failure) -> {
                throw new IllegalStateException("handling " + failure.getMessage());
            });
            TcpServer server = Tcp.listen(options, stream -> {
                throw new IOException("it");
            });
            try (TcpStream stream = connect(server)) {
                assertThrows(IOException.class, () -> stream.read(1));
            }
            end(server);
        });
        assertEquals("handling it", message(loops.reports().getFirst()));
    }

    @LoopTest(io = true)
    void theFailuresOfProtocolsAreCountedToo(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, Recorder::new);
            for (boolean resets : new boolean[] {false, true}) {
                TcpStream stream = connect(server);
                while (server.connectionCount() == 0) yieldNow();
                if (resets) stream.abort();
                else stream.close();
                while (server.connectionCount() > 0) yieldNow();
            }
            assertEquals(1, server.failureCount());
            end(server);
        });
    }

    @LoopTest(io = true)
    void theTaskOfAConnectionIsNamedByItsPeer(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = serve(stream -> stream.write(currentTask().name() + "\n"));
            try (TcpStream stream = connect(server)) {
                int port = Objects.requireNonNull(stream.localAddress()).getPort();
                assertEquals("connection 127.0.0.1:" + port, stream.readLine());
            }
            end(server);
        });
    }

    @LoopTest(io = true)
    void closingAfterTheLoopIsFine(LoopCase loops) {
        List<TcpServer> servers = new ArrayList<>();
        loops.run(() -> servers.add(serve(ServersTck::echo)));
        servers.getFirst().close();
        assertFalse(servers.getFirst().isServing());
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void throwAny(Throwable failure) throws X {
        throw (X) failure;
    }

    @LoopTest(io = true)
    void aPeerThatResetsIsTheHandlersBusiness(LoopCase loops) {
        loops.run(() -> {
            Promise<String> lastWord = Loop.current().promise();
            TcpServer server = serve(stream -> {
                assertThrows(IOException.class, () -> stream.read(1));
                lastWord.complete("done");
            });
            TcpStream client = connect(server);
            while (server.connectionCount() == 0) {
                yieldNow();
            }
            client.abort();
            assertEquals("done", lastWord.await());
            end(server);
        });
    }

    @LoopTest(io = true)
    void aFactoryThatFailsIsReportedAndTheServerGoesOn(LoopCase loops) {
        loops.expectReports(2);
        loops.run(() -> {
            List<Throwable> failures = new ArrayList<>(
                    List.of(new IllegalStateException("no protocol"), new AssertionError("none at all")));
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, () -> {
                if (!failures.isEmpty()) {
                    throwUnchecked(failures.removeFirst());
                }
                return new Greeter();
            });
            for (int i = 0; i < 2; i++) {
                assertThrows(
                        IOException.class,
                        () -> { // a driver that is slow to connect may see the reset already
                            try (TcpStream stream = connect(server)) {
                                stream.read(1);
                            }
                        });
            }
            try (TcpStream stream = connect(server)) {
                assertEquals("hello", Data.text(stream.readAll()));
            }
            end(server);
        });
        assertInstanceOf(IllegalStateException.class, loops.reports().getFirst().failure());
    }

    private static void throwUnchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    private static final class Greeter implements Protocol {

        @Override
        public void connectionMade(Transport transport) {
            transport.write(Data.bytes("hello"));
            transport.close();
        }

        @Override
        public void dataReceived(ByteBuffer data) {}
    }

    // shutdown

    @LoopTest(io = true)
    void shutdownWaitsForConnectionsThatEndInTime(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            TcpServer server = serve(stream -> {
                stream.readLine();
                sleep(HOUR);
                stream.write("in time");
                log.add("handler ended");
            });
            TcpStream client = connect(server);
            client.write("go\n");
            sleep(SECOND);
            long start = loop.time();
            Task<?> shutdown = spawn(() -> server.shutdown(HOUR.multipliedBy(2)));
            yieldNow();
            yieldNow();
            assertFalse(server.isServing());
            assertThrows(ConnectException.class, () -> connect(server));
            assertEquals("in time", Data.text(client.readAll()));
            client.close();
            shutdown.await();
            log.add("shut down");
            assertEquals(HOUR.minus(SECOND).toNanos(), loop.time() - start);
        });
        assertEquals(List.of("handler ended", "shut down"), log);
    }

    @LoopTest(io = true)
    void shutdownCancelsHandlersWhenTheGraceIsOver(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            TcpServer server = serve(stream -> {
                try {
                    stream.read(1);
                } catch (Cancelled cancelled) {
                    log.add("cancelled");
                    shielded(() -> {
                        stream.write("sorry");
                        stream.close();
                    });
                    throw cancelled;
                }
            });
            TcpStream client = connect(server);
            sleep(SECOND);
            long start = loop.time();
            server.shutdown(HOUR);
            // Virtual time may move on while a slow driver still has the handler's last bytes.
            assertEquals(HOUR.toMinutes(), Duration.ofNanos(loop.time() - start).toMinutes());
            assertEquals("sorry", Data.text(client.readAll()));
            client.close();
            assertEquals(0, server.connectionCount());
        });
        assertEquals(List.of("cancelled"), log);
    }

    @LoopTest(io = true)
    void shutdownAbortsWhatDoesNotReactToThat(LoopCase loops) {
        List<String> log = new ArrayList<>();
        loops.runVirtual(() -> {
            Loop loop = Loop.current();
            TcpServer server = serve(stream -> shielded(() -> {
                assertThrows(AsynchronousCloseException.class, () -> stream.read(1));
                log.add("aborted");
            }));
            TcpStream client = connect(server);
            sleep(SECOND);
            long start = loop.time();
            server.shutdown(HOUR);
            assertEquals(HOUR.plus(SECOND).toNanos(), loop.time() - start);
            assertThrows(IOException.class, () -> client.read(1));
            client.close();
        });
        assertEquals(List.of("aborted"), log);
    }

    @LoopTest(io = true)
    void shutdownWithoutGraceDoesNotWait(LoopCase loops) {
        for (Duration none : List.of(Duration.ZERO, Duration.ofHours(-1))) {
            loops.runVirtual(() -> {
                Loop loop = Loop.current();
                TcpServer server = serve(ServersTck::echo);
                TcpStream client = connect(server);
                assertEchoes(client, "x");
                long start = loop.time();
                server.shutdown(none);
                assertEquals(start, loop.time());
                assertThrows(IOException.class, () -> {
                    if (client.read(1).length == 0) {
                        throw new IOException("ended");
                    }
                });
                client.close();
                server.shutdown(HOUR);
            });
        }
    }

    @LoopTest(io = true)
    void shutdownClosesTransports(LoopCase loops) {
        List<Recorder> recorders = new ArrayList<>();
        loops.runVirtual(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, () -> {
                recorders.add(new Recorder());
                return recorders.getLast();
            });
            TcpStream client = connect(server);
            sleep(SECOND);
            assertEquals(1, server.connectionCount());
            server.shutdown(HOUR);
            assertEquals(0, client.readAll().length);
            client.close();
        });
        assertEquals(List.of("made", "lost"), recorders.getFirst().calls);
    }

    @LoopTest(io = true)
    void aCancelledShutdownEndsTheConnectionsAtOnce(LoopCase loops) {
        loops.runVirtual(() -> {
            TcpServer server = serve(ServersTck::echo);
            TcpStream client = connect(server);
            assertEchoes(client, "x");
            Loop loop = Loop.current();
            long start = loop.time();
            assertThrows(TimedOutException.class, () -> timeout(SECOND, () -> server.shutdown(HOUR)));
            server.waitClosed();
            assertEquals(SECOND.toNanos(), loop.time() - start);
            assertEquals(0, server.connectionCount());
            client.close();
        });
    }
}
