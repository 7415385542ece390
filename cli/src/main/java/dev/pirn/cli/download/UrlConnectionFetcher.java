package dev.pirn.cli.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Fetches with {@link HttpURLConnection} and plain blocking reads: code that knows nothing of loops. In a coroutine of
 * a loop-scheduled engine each wait suspends only that coroutine.
 */
public final class UrlConnectionFetcher implements Fetcher {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int MAX_REDIRECTS = 10;

    private final int timeoutMillis;

    /**
     * Fetches with a time limit.
     *
     * @param timeout how long to wait for the connection, and for each next byte
     */
    public UrlConnectionFetcher(Duration timeout) {
        this.timeoutMillis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    }

    @Override
    public void fetch(Transfer transfer) throws IOException {
        HttpURLConnection connection = open(transfer.uri());
        try {
            HttpStatus.requireGood(connection.getResponseCode(), connection.getHeaderField("Retry-After"));
            transfer.expect(HttpStatus.lengthOf(contentLengths(connection)));
            copy(connection, transfer);
        } catch (IOException e) {
            connection.disconnect();
            throw e;
        }
    }

    /** Follows redirects here, because the JDK's own does not go from http to https. */
    private HttpURLConnection open(URI uri) throws IOException {
        URI at = uri;
        for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
            HttpURLConnection connection = connectionTo(at);
            String location = connection.getHeaderField("Location");
            if (location == null || !HttpStatus.isRedirect(connection.getResponseCode())) return connection;
            URI next = HttpStatus.redirect(at, location);
            connection.disconnect();
            at = next;
        }
        throw FetchException.lasting("more than " + MAX_REDIRECTS + " redirects", null);
    }

    private HttpURLConnection connectionTo(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        connection.setUseCaches(false);
        return connection;
    }

    private static List<String> contentLengths(HttpURLConnection connection) {
        return connection.getHeaderFields().getOrDefault("Content-Length", List.of());
    }

    private static void copy(HttpURLConnection connection, Transfer transfer) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream body = connection.getInputStream()) {
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer))
                transfer.write(ByteBuffer.wrap(buffer, 0, count));
        }
    }

    @Override
    public void close() {} // the JDK keeps and closes the connections itself
}
