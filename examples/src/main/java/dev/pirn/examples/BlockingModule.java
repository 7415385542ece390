package dev.pirn.examples;

import static dev.pirn.Async.gather;
import static dev.pirn.Async.toThread;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.sun.net.httpserver.HttpServer;
import dev.pirn.Loop;
import dev.pirn.Pirn;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * An HTTP client that knows only blocking calls downloads pages at once, in coroutines of one thread.
 * In Python: {@code requests} stops the loop, so each of its calls has to go to {@code run_in_executor}.
 * What it teaches: blocking code needs no twin; {@link dev.pirn.Async#toThread} is for native code and long
 * computations.
 */
final class BlockingModule {

    private BlockingModule() {}

    static void main() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(delayedExecutor(200, MILLISECONDS)); // a slow server, in other threads
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("cloth".getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        Pirn.run(() -> {
            show("one after another", () -> List.of(get(url), get(url)));
            show("at once", () -> gather(() -> get(url), () -> get(url)));
            show("in other threads", () -> gather(() -> toThread(() -> get(url)), () -> toThread(() -> get(url))));
        });
        server.stop(0);
    }

    private static String get(String url) throws IOException {
        try (InputStream page = URI.create(url).toURL().openStream()) { // a java.net.HttpURLConnection
            return new String(page.readAllBytes(), UTF_8);
        }
    }

    private static void show(String how, Callable<List<String>> download) throws Exception {
        long start = Loop.current().time();
        System.out.printf(
                "%s: %s in %.1f s%n", how, download.call(), (Loop.current().time() - start) / 1e9);
    }
}
