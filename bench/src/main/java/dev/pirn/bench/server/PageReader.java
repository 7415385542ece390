package dev.pirn.bench.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Asks a console each second for what its page asks for: what is new since the last answer, packed. Usage: {@code URL}.
 */
public final class PageReader {

    private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");
    private static final int SECOND_MILLIS = 1000;

    private PageReader() {}

    /**
     * Asks until it is killed.
     *
     * @param args as the class says
     * @throws IOException if there is no answer
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String version = "0"; ; Thread.sleep(SECOND_MILLIS)) version = version(ask(client, args[0], version));
        }
    }

    private static String ask(HttpClient client, String url, String version) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "state?since=" + version))
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) throw new IOException("the console answered " + answer.statusCode());
        try (GZIPInputStream body = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String version(String answer) throws IOException {
        Matcher version = VERSION.matcher(answer);
        if (!version.find()) throw new IOException("the console's answer has no version");
        return version.group(1);
    }
}
