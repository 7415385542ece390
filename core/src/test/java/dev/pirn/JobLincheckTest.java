package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/** A function on its way through an executor, between the threads that submit, serialize, run and cancel it. */
class JobLincheckTest {

    private static final int INVOCATIONS = 100;

    private interface Portable<T> extends Callable<T>, Serializable {}

    /** Hands each task to the test, and gives a future that calls back. */
    private abstract static class OneTask extends AbstractExecutorService {

        @Override
        public void execute(Runnable task) {
            throw new UnsupportedOperationException("submit it");
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }

    /** Forbids that a function runs though it was taken back, that it is ended twice, and that nobody ends it. */
    @Test
    void aFunctionIsRunOrTakenBack() {
        RunLoop loop = Loopless.loop();
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            AtomicInteger runs = new AtomicInteger();
            Jobs jobs = new Jobs(loop, Duration.ofSeconds(10));
            CompletableFuture<Callable<?>> handed = new CompletableFuture<>();
            Job<Integer> job = jobs.start(
                    new OneTask() {
                        @Override
                        public <T> java.util.concurrent.Future<T> submit(Callable<T> task) {
                            handed.complete(task);
                            return new CompletableFuture<>();
                        }
                    },
                    runs::incrementAndGet);
            Thread worker = new Thread(() -> call(handed.join()));
            worker.start();
            job.promise.cancel("not needed");
            join(worker);
            loop.turn();
            assertTrue(runs.get() <= 1);
            assertTrue(job.promise.isDone());
            assertEquals(0, jobs.running());
        });
        loop.close();
    }

    /**
     * Forbids that the thread which serializes a function and the one which submits it both leave its end to the other,
     * or both wait for it.
     */
    @Test
    void theEndOfAFunctionThatTravelsIsWatched() {
        RunLoop loop = Loopless.loop();
        Portable<String> function = () -> "here";
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Thread[] engine = new Thread[1];
            AtomicInteger waiters = new AtomicInteger();
            Jobs jobs = new Jobs(loop, Duration.ofSeconds(10)) {
                @Override
                void startWaiter(Runnable wait) { // Lincheck loses virtual threads now and then
                    waiters.incrementAndGet();
                }
            };
            jobs.start(
                    new OneTask() {
                        @Override
                        public <T> java.util.concurrent.Future<T> submit(Callable<T> task) {
                            engine[0] = new Thread(((Job<T>) task)::writeReplace);
                            engine[0].start();
                            return new FutureTask<>(task); // no callbacks
                        }
                    },
                    function);
            join(engine[0]);
            assertEquals(1, waiters.get());
        });
        loop.close();
    }

    private static void call(Callable<?> task) {
        try {
            task.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
