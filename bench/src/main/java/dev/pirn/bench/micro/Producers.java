package dev.pirn.bench.micro;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Threads that submit to a loop. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by JMH
public class Producers {

    /** How many. */
    @Param("1")
    public int threads;

    private ExecutorService pool;

    /** Created by JMH. */
    public Producers() {}

    /** Starts them. */
    @Setup
    public void start() {
        pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().factory());
    }

    /**
     * Ends them.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @TearDown
    public void stop() throws InterruptedException {
        pool.shutdownNow();
        pool.awaitTermination(1, TimeUnit.SECONDS);
    }

    /** Each submits its share of a batch, as fast as it can. Does not wait for them. */
    void submit(Executor target, Runnable entry) {
        int share = Batch.SUBMITTED / threads;
        for (int i = 0; i < threads; i++) {
            pool.execute(() -> {
                for (int k = 0; k < share; k++) target.execute(entry);
            });
        }
    }
}
