package dev.pirn.cli.download;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes a response's body into its transfer as it comes, so that no body is ever held in memory. Runs on the HTTP
 * client's threads: disk writes never hold up the loop. The transfer's owner opens and closes the file; bytes that come
 * after that end the subscription.
 */
final class FileBody implements BodySubscriber<Void> {

    private final Transfer transfer;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    FileBody(Transfer transfer) {
        this.transfer = transfer;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        Flow.Subscription source = subscription;
        if (source == null) return;
        try {
            for (ByteBuffer buffer : buffers) transfer.write(buffer);
            source.request(1);
        } catch (IOException e) {
            source.cancel();
            done.completeExceptionally(e);
        }
    }

    @Override
    public void onError(Throwable failure) {
        done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        done.complete(null);
    }

    @Override
    public CompletionStage<Void> getBody() {
        return done;
    }
}
