package dev.pirn.bench.micro;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The same work for every executor that has a thread of its own, begun and awaited by another thread. */
final class Executions {

    private Executions() {}

    /** Runs something there and waits for its end. */
    static void await(Executor executor, Runnable work) throws ExecutionException, InterruptedException {
        CompletableFuture.runAsync(work, executor).get();
    }

    /** A callback registers itself again, a batch of times. */
    static void again(Executor executor) throws ExecutionException, InterruptedException {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        executor.execute(new Runnable() {

            private int left = Batch.CALLBACKS;

            @Override
            public void run() {
                if (--left > 0) executor.execute(this);
                else done.complete(left);
            }
        });
        done.get();
    }

    static void submit(Executor executor, Producers producers) throws ExecutionException, InterruptedException {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        producers.submit(executor, new Countdown(Batch.SUBMITTED, () -> done.complete(0)));
        done.get();
    }

    static void scheduleThenCancel(ScheduledExecutorService executor) {
        ScheduledFuture<?>[] timers = new ScheduledFuture<?>[Batch.TIMERS];
        long first = Batch.FAR.toNanos();
        for (int i = 0; i < timers.length; i++)
            timers[i] = executor.schedule(() -> {}, first + 1000L * i, TimeUnit.NANOSECONDS);
        for (ScheduledFuture<?> timer : timers) timer.cancel(false);
    }

    static void scheduleAndCancel(ScheduledExecutorService executor, long[] delays) {
        for (long delay : delays) {
            ScheduledFuture<?> timer = executor.schedule(() -> {}, delay, TimeUnit.NANOSECONDS);
            timer.cancel(false);
        }
    }

    static void fire(ScheduledExecutorService executor) throws ExecutionException, InterruptedException {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        executor.execute(new Firing(executor, done));
        done.get();
    }

    /** Schedules timers that are due at once, some times after each other. */
    private static final class Firing implements Runnable {

        private final ScheduledExecutorService executor;
        private final CompletableFuture<Integer> done;
        private int left = Batch.TIMES;

        Firing(ScheduledExecutorService executor, CompletableFuture<Integer> done) {
            this.executor = executor;
            this.done = done;
        }

        @Override
        public void run() {
            if (left-- == 0) {
                done.complete(0);
                return;
            }
            Countdown countdown = new Countdown(Batch.DUE, this);
            for (int i = 1; i <= Batch.DUE; i++) executor.schedule(countdown, i, TimeUnit.NANOSECONDS);
        }
    }
}
