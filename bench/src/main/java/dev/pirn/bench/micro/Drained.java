package dev.pirn.bench.micro;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the thread that measures submits to another one: only the submitting is measured, yet all is run before the next
 * batch.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // by JMH
public class Drained {

    private CompletableFuture<Integer> done;
    private Countdown countdown;

    /** Created by JMH. */
    public Drained() {}

    /** Begins a batch. */
    @Setup(Level.Invocation)
    public void begin() {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        done = future;
        countdown = new Countdown(Batch.SUBMITTED, () -> future.complete(0));
    }

    /**
     * Waits until all of it has run.
     *
     * @throws ExecutionException if it fails
     * @throws InterruptedException if interrupted meanwhile
     */
    @TearDown(Level.Invocation)
    public void drain() throws ExecutionException, InterruptedException {
        done.get();
    }

    void submit(Executor target) {
        for (int i = 0; i < Batch.SUBMITTED; i++) target.execute(countdown);
    }
}
