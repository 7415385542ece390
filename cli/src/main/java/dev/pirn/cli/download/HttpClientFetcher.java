package dev.pirn.cli.download;

import static dev.pirn.Async.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;

/** Fetches with {@link HttpClient}, whose answer the coroutine awaits: no thread waits with it. */
public final class HttpClientFetcher implements Fetcher {

    private final HttpClient client;
    private final Duration timeout;

    /**
     * Fetches with a time limit.
     *
     * @param timeout how long an attempt may go without progress
     */
    public HttpClientFetcher(Duration timeout) {
        this.timeout = timeout;
        // HTTP/2 would put all downloads from one server onto one connection, and asks plain servers for an upgrade.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    @Override
    public void fetch(Transfer transfer) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(transfer.uri()).build();
        HttpResponse<Void> response = new StallGuard(transfer, timeout)
                .call(() -> await(client.sendAsync(request, head -> bodyFor(head, transfer))));
        HttpStatus.requireGood(
                response.statusCode(),
                response.headers().firstValue("retry-after").orElse(null));
    }

    private static BodySubscriber<Void> bodyFor(ResponseInfo head, Transfer transfer) {
        if (!HttpStatus.isWhole(head.statusCode())) return BodySubscribers.replacing(null);
        try {
            transfer.expect(HttpStatus.lengthOf(head.headers().allValues("content-length")));
        } catch (FetchException e) {
            throw new UncheckedIOException(e); // the client ends the attempt with it
        }
        return new FileBody(transfer);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
