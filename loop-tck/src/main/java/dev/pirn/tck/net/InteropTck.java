package dev.pirn.tck.net;

import static dev.pirn.Async.await;
import static dev.pirn.Async.toThread;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.TaskGroup;
import dev.pirn.net.StreamHandler;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Peers that are not ours. */
class InteropTck {

    private static final byte[] SENT = Data.random(3_000, 42);

    private static void echo(TcpStream stream) throws IOException {
        for (byte[] bytes = stream.read(1_000); bytes.length > 0; bytes = stream.read(1_000)) {
            stream.write(bytes);
        }
    }

    private static void serving(LoopCase loops, StreamHandler handler, Serving test) {
        loops.run(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, handler);
            test.at(server.port());
            server.close();
            server.waitClosed();
        });
    }

    @FunctionalInterface
    private interface Serving {

        void at(int port) throws Exception;
    }

    @LoopTest(io = true)
    void aJavaSocketTalksToOurServer(LoopCase loops) {
        serving(
                loops,
                InteropTck::echo,
                port -> assertArrayEquals(SENT, toThread(() -> {
                    try (Socket socket = new Socket(Pair.ADDRESS, port)) {
                        socket.getOutputStream().write(SENT);
                        socket.shutdownOutput();
                        return socket.getInputStream().readAllBytes();
                    }
                })));
    }

    @LoopTest(io = true)
    void aJavaSocketTalksToAProtocol(LoopCase loops) {
        loops.run(() -> {
            Promise<Recorder> accepted = Loop.current().promise();
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, () -> {
                Recorder made = new Recorder();
                accepted.complete(made);
                return made;
            });
            toThread(() -> {
                try (Socket socket = new Socket(Pair.ADDRESS, server.port())) {
                    socket.getOutputStream().write(SENT);
                }
                return true;
            });
            Recorder recorder = accepted.await(); // a server that closes drops what it has not accepted
            recorder.awaitLost();
            server.close();
            server.waitClosed();
            assertArrayEquals(SENT, recorder.received.toByteArray());
            assertEquals(List.of("made", "data", "eof", "lost"), recorder.calls);
        });
    }

    @LoopTest(io = true)
    void ourClientTalksToAJavaServer(LoopCase loops) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, Pair.ADDRESS)) {
            loops.run(() -> TaskGroup.run(group -> {
                group.spawn(() -> toThread(() -> {
                    try (Socket socket = listener.accept()) {
                        byte[] bytes = socket.getInputStream().readAllBytes();
                        socket.getOutputStream().write(bytes);
                        return true;
                    }
                }));
                try (TcpStream stream = Tcp.connect(Pair.LOOPBACK, listener.getLocalPort())) {
                    stream.write(SENT);
                    stream.shutdownOutput();
                    assertArrayEquals(SENT, stream.readAll());
                }
            }));
        }
    }

    @LoopTest(io = true)
    void aJavaPeersResetIsAnIoException(LoopCase loops) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, Pair.ADDRESS)) {
            loops.run(() -> TaskGroup.run(group -> {
                group.spawn(() -> toThread(() -> {
                    Socket socket = listener.accept();
                    socket.setSoLinger(true, 0);
                    socket.close();
                    return true;
                }));
                try (TcpStream stream = Tcp.connect(Pair.LOOPBACK, listener.getLocalPort())) {
                    IOException reset = assertThrows(IOException.class, () -> stream.read(1));
                    assertNotNull(reset.getMessage());
                }
            }));
        }
    }

    // HTTP, as far as these tests need it

    /** Answers every request with its path; keeps the connection until the client ends it. */
    private static void http(TcpStream stream) throws IOException {
        for (String request = stream.readLine(); request != null; request = stream.readLine()) {
            String path = request.substring(request.indexOf('/'), request.lastIndexOf(' '));
            for (String header = stream.readLine(); header != null && !header.isEmpty(); ) {
                header = stream.readLine();
            }
            stream.write("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
        }
    }

    @LoopTest(io = true)
    void theJdksHttpClientGetsItsAnswers(LoopCase loops) {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            loops.run(() -> {
                TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, InteropTck::http);
                for (String path : List.of("/one", "/two", "/three")) {
                    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
                    HttpResponse<String> answer = await(client.sendAsync(
                            HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()));
                    assertEquals(200, answer.statusCode());
                    assertEquals(path, answer.body());
                }
                assertEquals(1, server.connectionCount());
                server.shutdown(Duration.ZERO);
            });
        }
    }

    @LoopTest(io = true)
    void curlGetsItsAnswers(LoopCase loops) {
        String curl = curl();
        assumeTrue(curl != null, "needs curl on the PATH");
        serving(loops, InteropTck::http, port -> {
            String uri = "http://127.0.0.1:" + port;
            String answers = toThread(() -> output(String.valueOf(curl), "-s", uri + "/one", uri + "/two"));
            assertEquals("/one/two", answers);
            assertTrue(Loop.current().isRunning());
        });
    }

    private static @Nullable String curl() {
        String path = System.getenv("PATH");
        if (path == null) {
            return null;
        }
        return Arrays.stream(path.split(File.pathSeparator))
                .map(directory -> new File(directory, "curl"))
                .filter(File::canExecute)
                .map(File::getPath)
                .findFirst()
                .orElse(null);
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        String output = Data.text(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor());
        return output;
    }

    @LoopTest
    void twoLoopsTalkToEachOther(LoopCase loops) {
        serving(
                loops,
                InteropTck::echo,
                port -> toThread(() -> {
                    loops.run(() -> {
                        try (TcpStream stream = Tcp.connect(Pair.LOOPBACK, port)) {
                            stream.write("hello\n");
                            assertEquals("hello", stream.readLine());
                            stream.shutdownOutput();
                            assertNull(stream.readLine());
                        }
                    });
                    return true;
                }));
    }
}
