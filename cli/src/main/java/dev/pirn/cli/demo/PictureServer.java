package dev.pirn.cli.demo;

import static dev.pirn.Async.sleep;

import dev.pirn.Loop;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A web server for GET on the loopback that hands out pictures slowly: each takes a set delay from the request to its
 * last byte, and comes in slices as over a slow network. Its connections are coroutines of the loop it was started on.
 */
final class PictureServer implements AutoCloseable {

    private static final int SLICES = 20;

    private final Map<String, Picture> pictures;
    private final Duration delay;
    private final TcpServer server;

    private PictureServer(List<Picture> pictures, Duration delay) throws IOException {
        this.pictures =
                pictures.stream().collect(Collectors.toMap(picture -> "/" + picture.name(), Function.identity()));
        this.delay = delay;
        this.server = Tcp.listen("127.0.0.1", 0, this::serve);
    }

    /** Starts serving; in a coroutine. */
    static PictureServer start(List<Picture> pictures, Duration delay) throws IOException {
        return new PictureServer(pictures, delay);
    }

    /** {@return where a picture of this name is} */
    URI urlOf(String name) {
        return URI.create("http://127.0.0.1:" + server.port() + "/" + name);
    }

    /** One connection, one request after the other. */
    private void serve(TcpStream connection) {
        try {
            for (Request request = Request.read(connection); request != null; request = Request.read(connection)) {
                answer(connection, request);
                if (!request.keepsAlive()) return;
            }
        } catch (IOException e) {
            connection.abort(); // the client went away: its loss
        }
    }

    private void answer(TcpStream connection, Request request) throws IOException {
        Picture picture = pictures.get(request.path());
        if (!request.method().equals("GET")) connection.write(head("405 Method Not Allowed", 0));
        else if (picture == null) connection.write(head("404 Not Found", 0));
        else send(connection, picture);
    }

    private void send(TcpStream connection, Picture picture) throws IOException {
        Loop loop = connection.loop();
        long start = loop.time();
        connection.write(head("200 OK", picture.size()));
        for (int i = 0; i < SLICES; i++) {
            long due = start + delay.toNanos() * (i + 1) / SLICES; // from the start, so that late slices do not add up
            sleep(Duration.ofNanos(due - loop.time()));
            connection.write(picture.slice(edge(picture, i), edge(picture, i + 1)));
        }
    }

    private static int edge(Picture picture, int slice) {
        return (int) ((long) picture.size() * slice / SLICES);
    }

    private static String head(String status, int length) {
        return "HTTP/1.1 " + status + "\r\nContent-Type: image/png\r\nContent-Length: " + length + "\r\n\r\n";
    }

    @Override
    public void close() {
        server.close();
    }
}
