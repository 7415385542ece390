package dev.pirn.examples.embed;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pirn.BackgroundLoop;
import dev.pirn.Loops;
import dev.pirn.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The JDK's HTTP server, each of whose requests is a coroutine of one loop.
 * What it teaches: where a library takes an {@code Executor}, its work can run on a loop.
 */
public final class JdkHttpServer implements AutoCloseable {

    private final BackgroundLoop loop = Loops.background("http");
    private final HttpServer server;

    /**
     * Starts the server on the loopback interface.
     *
     * @param port the port; 0 takes a free one
     * @throws IOException if it cannot listen there
     */
    public JdkHttpServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(request -> loop.submit("request", request::run));
        server.createContext("/", JdkHttpServer::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        Task<String> greeting = spawn(() -> say("hello"));
        Task<String> name = spawn(() -> say("world"));
        byte[] body = (greeting.await() + ", " + name.await() + "\n").getBytes(UTF_8); // after 0.1 s, not 0.2
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String say(String word) {
        sleep(Duration.ofMillis(100)); // a query, say; other requests go on
        return word;
    }

    /** {@return the port that it listens on} */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Takes no more connections, waits a second at most for requests in progress, and ends the loop. */
    @Override
    public void close() {
        server.stop(1);
        loop.close();
    }
}
