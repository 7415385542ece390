package dev.pirn.bench.micro;

import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Runner;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What comes from other threads, and from other loops. */
public class PirnThreads {

    /** Created by JMH. */
    public PirnThreads() {}

    /** A second loop, which runs on a thread of its own. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // by JMH
    public static class Other {

        private Loop loop;
        private Thread thread;

        /** Created by JMH. */
        public Other() {}

        /**
         * Starts it.
         *
         * @param first of the same kind
         * @throws Exception if it cannot be opened
         */
        @Setup
        public void start(PirnLoop first) throws Exception {
            CompletableFuture<Loop> opened = new CompletableFuture<>();
            thread = Thread.ofPlatform().daemon().start(() -> run(first, opened));
            loop = opened.get();
        }

        /** A ring belongs to the thread that opens it, so this one does all. */
        private static void run(PirnLoop first, CompletableFuture<Loop> opened) {
            try (Runner runner = first.newRunner()) {
                opened.complete(runner.loop());
                runner.loop().runForever();
            } catch (RuntimeException e) {
                opened.completeExceptionally(e);
            }
        }

        /**
         * Ends it.
         *
         * @throws InterruptedException if interrupted meanwhile
         */
        @TearDown
        public void stop() throws InterruptedException {
            loop.stop();
            thread.join();
        }
    }

    /**
     * Other threads submit callbacks, which the loop runs meanwhile.
     *
     * @param loop where
     * @param producers those threads
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SUBMITTED)
    public int submit(PirnLoop loop, Producers producers) {
        Promise<Integer> done = loop.loop().promise();
        producers.submit(loop.loop(), new Countdown(Batch.SUBMITTED, () -> done.complete(0)));
        return loop.loop().runUntilComplete(done);
    }

    /**
     * The thread that measures submits callbacks to a loop that runs them meanwhile on its own thread: its side of it.
     *
     * @param other the loop
     * @param drained the callbacks
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SUBMITTED)
    public void submitOnly(Other other, Drained drained) {
        drained.submit(other.loop);
    }

    /**
     * A coroutine asks another loop to complete a promise, and awaits it.
     *
     * @param loop where the coroutine is
     * @param other the other loop
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.ROUND_TRIPS)
    public int completeAcrossLoops(PirnLoop loop, Other other) {
        return loop.run(() -> {
            int sum = 0;
            for (int i = 0; i < Batch.ROUND_TRIPS; i++) {
                Promise<Integer> promise = loop.loop().promise();
                other.loop.callSoon(() -> promise.complete(1));
                sum += promise.await();
            }
            return sum;
        });
    }
}
