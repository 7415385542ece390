package dev.pirn;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Bridge: the functions of one loop that run in other threads, and the pool for them. */
class Jobs {

    /** asyncio's default: enough for blocking calls, few enough for small machines. */
    private static final int THREADS = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);

    private static final long IDLE_SECONDS = 10;

    private final RunLoop loop;
    private final Duration patience;
    private final AtomicInteger running = new AtomicInteger();
    private @Nullable ExecutorService pool;

    /** Makes them; {@link #close} waits so long for functions that still run. */
    Jobs(RunLoop loop, Duration patience) {
        this.loop = loop;
        this.patience = patience;
    }

    /** How many functions are with other threads, queued or running. */
    int running() {
        return running.get();
    }

    <T extends @Nullable Object> Job<T> start(@Nullable ExecutorService executor, Callable<? extends T> function) {
        loop.engine.checkCanWaitForThreads();
        ExecutorService target = executor == null ? pool() : executor;
        Job<T> job = new Job<>(loop, this, executor == null, function);
        running.incrementAndGet();
        job.submitTo(target);
        return job;
    }

    /** A function is not with another thread any more; the loop's clock may jump again. */
    void ended() {
        running.decrementAndGet();
    }

    /** Waits in a thread of its own for what has no callbacks. */
    void startWaiter(Runnable wait) {
        Thread.ofVirtual().name("pirn-wait").start(wait);
    }

    private synchronized ExecutorService pool() {
        if (loop.isClosed()) throw new LoopClosedException("the loop is closed");
        if (pool == null) pool = newPool();
        return pool;
    }

    private static ExecutorService newPool() {
        var factory = Thread.ofPlatform().daemon().name("pirn-pool-", 1).factory();
        var executor = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    synchronized void close() {
        if (pool == null) return;
        pool.shutdown();
        try {
            if (!pool.awaitTermination(TimeUnit.NANOSECONDS.convert(patience), TimeUnit.NANOSECONDS)) {
                loop.report("functions in the loop's pool did not end within " + patience, null, pool);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
