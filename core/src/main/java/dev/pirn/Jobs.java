package dev.pirn;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The functions of one loop that run in other threads, and the pool for them. */
final class Jobs {

    /** asyncio's default: enough for blocking calls, few enough for small machines. */
    private static final int THREADS = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);

    private static final long IDLE_SECONDS = 10;
    private static final ThreadLocal<Job<?>> CURRENT = new ThreadLocal<>();

    private final RunLoop loop;
    private final Duration patience;
    private final AtomicInteger running = new AtomicInteger();
    private @Nullable ExecutorService pool;

    /**
     * Makes them.
     *
     * @param patience how long {@link #close} waits for functions that still run
     */
    Jobs(RunLoop loop, Duration patience) {
        this.loop = loop;
        this.patience = patience;
    }

    /** How many functions are with other threads, queued or running. */
    int running() {
        return running.get();
    }

    <T extends @Nullable Object> Job<T> start(@Nullable ExecutorService executor, Callable<? extends T> function) {
        Job<T> job = new Job<>(function, Context.current());
        running.incrementAndGet();
        try {
            job.inPool = (executor == null ? pool() : executor).submit(job);
        } catch (RejectedExecutionException e) {
            job.refused(e);
        }
        return job;
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

    /** Throws if the calling thread runs a function whose caller was cancelled. */
    static void checkCancelled() {
        Job<?> job = CURRENT.get();
        String reason = job == null ? null : job.unwanted;
        if (reason != null) throw new Cancelled(null, reason);
    }

    /** A function on its way through another thread. */
    final class Job<T extends @Nullable Object> implements Runnable {

        final Promise<T> promise = new Promise<>(loop);
        private final Callable<? extends T> function;
        private final Context context;
        private final AtomicBoolean started = new AtomicBoolean();
        private volatile java.util.concurrent.@Nullable Future<?> inPool;
        private volatile @Nullable String unwanted;

        Job(Callable<? extends T> function, Context context) {
            this.function = function;
            this.context = context;
            promise.onCancel = this::takeBack;
        }

        /** Nobody wants the result: a function that looks with {@link #checkCancelled} learns of it. */
        void unwanted(String reason) {
            unwanted = reason;
        }

        private void refused(RejectedExecutionException reason) {
            if (started.compareAndSet(false, true)) ended();
            promise.fail(reason);
        }

        private void takeBack() {
            unwanted("the future of this function was cancelled");
            var submitted = inPool;
            if (submitted != null) submitted.cancel(false);
            if (started.compareAndSet(false, true)) ended();
        }

        /** The function is not with another thread any more; the loop's clock may jump again. */
        private void ended() {
            running.decrementAndGet();
        }

        @Override
        public void run() {
            if (!started.compareAndSet(false, true)) return; // taken back
            Context before = Context.current(); // not always empty: some executors run in the caller
            CURRENT.set(this);
            Context.set(context);
            try {
                T value = function.call();
                end(() -> promise.complete(value));
            } catch (Throwable failure) {
                end(() -> promise.fail(failure));
            } finally {
                Context.set(before);
                CURRENT.remove();
            }
        }

        /** Completes on the loop, in one step with {@link #ended}: a virtual clock must see both or none. */
        private void end(Runnable complete) {
            boolean sent = loop.trySubmit(new Ready() {
                @Override
                void step() {
                    ended();
                    complete.run();
                }

                @Override
                void dropped() {
                    step(); // the loop was closed meanwhile: other threads may still wait for the result
                }
            });
            if (!sent) complete.run();
        }
    }
}
