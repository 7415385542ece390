package dev.pirn.examples;

import static dev.pirn.Async.await;
import static dev.pirn.Async.gather;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;

import dev.pirn.Loop;
import dev.pirn.Pirn;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Downloads three pictures, one after another and then at once, from a server that takes a second for each.
 * In Python: {@code requests} for the one, aiohttp and {@code asyncio.gather} for the other.
 * What it teaches: waits add up, or coincide; the method that downloads is the same.
 */
public final class ThreePictures {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path directory;
    private final Duration delay;

    private ThreePictures(Path directory, Duration delay) {
        this.directory = directory;
        this.delay = delay;
    }

    /**
     * Runs the example.
     *
     * @param args the server's milliseconds for a picture, if it is not to be a second
     * @throws IOException if there is no directory to be had
     */
    public static void main(String... args) throws IOException {
        Duration delay = Duration.ofMillis(args.length == 0 ? 1000 : Long.parseLong(args[0]));
        ThreePictures example = new ThreePictures(Files.createTempDirectory("three-pictures"), delay);
        Pirn.run(example::run); // runs an event loop on this thread until the coroutine run() has ended
    }

    private void run() throws IOException {
        try (TcpServer server = Tcp.listen("127.0.0.1", 0, this::serve)) {
            String host = "http://127.0.0.1:" + server.port();
            List<String> urls = List.of(host + "/red.svg", host + "/green.svg", host + "/blue.svg");

            System.out.println("one after another:");
            long start = Loop.current().time();
            for (String url : urls) download(url);
            printTimeSince(start);

            System.out.println("at once:");
            start = Loop.current().time();
            gather(urls.stream().map(url -> spawn(() -> download(url))).toList());
            printTimeSince(start);

            System.out.println("the pictures are in " + directory);
        }
    }

    /** Reads like blocking code, but await suspends only this coroutine: meanwhile the others use the thread. */
    private Path download(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        Path file = directory.resolve(url.substring(url.lastIndexOf('/') + 1));
        await(client.sendAsync(request, BodyHandlers.ofFile(file)));
        System.out.println("  got " + file.getFileName());
        return file;
    }

    private static void printTimeSince(long start) {
        System.out.printf("  in %.1f s%n", (Loop.current().time() - start) / 1e9);
    }

    /** The outside world, on the same loop: paints a circle of the colour that is asked for, and takes its time. */
    private void serve(TcpStream connection) throws IOException {
        String request = connection.readLine(); // GET /red.svg HTTP/1.1
        for (String header = request; header != null && !header.isEmpty(); ) header = connection.readLine();
        String color = String.valueOf(request).replaceAll("GET /|.svg .*", "");
        String picture =
                "<svg xmlns='http://www.w3.org/2000/svg'><circle cx='50' cy='50' r='40' fill='" + color + "'/></svg>";
        sleep(delay);
        connection.write(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + picture.length() + "\r\n\r\n" + picture);
    }
}
