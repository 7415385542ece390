package dev.pirn.file;

import dev.pirn.Future;
import dev.pirn.Loop;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An operation on its way through a thread. The first claim decides: by the thread that begins it, or by the loop that
 * takes it back. So it has either not happened, or it ends and completes.
 */
final class PoolOperation implements Callable<Integer> {

    @FunctionalInterface
    interface Work {

        int run() throws IOException;
    }

    private final Work work;
    private final Runnable onEnd;
    private final Completion done;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private @Nullable Future<Integer> future;

    /** {@code onEnd} runs on the loop when it has ended, before it completes. */
    PoolOperation(Work work, Runnable onEnd, Completion done) {
        this.work = work;
        this.onEnd = onEnd;
        this.done = done;
    }

    void start(Loop loop, ExecutorService threads) {
        future = loop.runInExecutor(threads, this);
        future.onDone(this::complete);
    }

    /** In the thread. */
    @Override
    public Integer call() throws IOException {
        return claimed.compareAndSet(false, true) ? work.run() : IoDriver.CANCELLED;
    }

    /** Takes it back, if no thread has begun it. */
    void cancel() {
        if (future != null && claimed.compareAndSet(false, true)) future.cancel("the file operation was cancelled");
    }

    private void complete(Future<Integer> ended) {
        onEnd.run();
        switch (ended.state()) {
            case SUCCESS -> done.completed(ended.resultNow());
            case FAILED -> done.failed(failureOf(ended.exceptionNow()));
            default -> done.completed(IoDriver.CANCELLED);
        }
    }

    static IOException failureOf(Throwable failure) {
        return failure instanceof IOException known ? known : new IOException(failure.toString(), failure);
    }
}
