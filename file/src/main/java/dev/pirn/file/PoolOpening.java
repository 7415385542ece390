package dev.pirn.file;

import dev.pirn.Future;
import dev.pirn.Promise;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens a file in a thread of the pool. What is neither a file nor a directory may block for ever, as a named pipe
 * without a peer does: it gets a thread of its own, which is left to itself when the opening is cancelled.
 */
final class PoolOpening implements Completion {

    /** Not a result: it has to be opened in a thread of its own. */
    private static final int SPECIAL = 1;

    private final PoolFiles files;
    private final Path path;
    private final Set<? extends OpenOption> options;
    private final Consumer<FileChannel> opened;
    private final Completion done;
    private final PoolOperation operation = new PoolOperation(this::openUnlessSpecial, () -> {}, this);
    private @Nullable Promise<FileChannel> special;
    private boolean cancelled;

    /** Written by the thread that opens, before the loop is notified. */
    private @Nullable FileChannel channel;

    /** {@code opened} gets the channel, and the completion is completed afterwards. */
    PoolOpening(
            PoolFiles files,
            Path path,
            Set<? extends OpenOption> options,
            Consumer<FileChannel> opened,
            Completion done) {
        this.files = files;
        this.path = path;
        this.options = options;
        this.opened = opened;
        this.done = done;
    }

    void start() {
        files.start(operation);
    }

    private int openUnlessSpecial() throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) return SPECIAL;
        channel = FileChannel.open(path, options);
        return 0;
    }

    void cancel() {
        cancelled = true;
        operation.cancel();
        if (special != null) special.cancel("the opening was cancelled");
    }

    @Override
    public void completed(int result) {
        if (channel != null) opened.accept(channel);
        if (result != SPECIAL) done.completed(result);
        else if (cancelled) done.completed(IoDriver.CANCELLED);
        else openSpecial();
    }

    @Override
    public void failed(IOException failure) {
        done.failed(failure);
    }

    private void openSpecial() {
        Promise<FileChannel> promise = files.loop().promise();
        special = promise;
        promise.onDone(this::complete);
        Thread.ofPlatform().daemon().name("pirn-files-open").start(() -> openFor(promise));
    }

    private void openFor(Promise<FileChannel> promise) {
        try {
            FileChannel late = FileChannel.open(path, options);
            if (!promise.complete(late)) late.close();
        } catch (Throwable failure) {
            promise.fail(failure);
        }
    }

    private void complete(Future<FileChannel> ended) {
        switch (ended.state()) {
            case SUCCESS -> {
                opened.accept(ended.resultNow());
                done.completed(0);
            }
            case FAILED -> done.failed(PoolOperation.failureOf(ended.exceptionNow()));
            default -> done.completed(IoDriver.CANCELLED);
        }
    }
}
