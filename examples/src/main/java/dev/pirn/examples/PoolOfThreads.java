package dev.pirn.examples;

import static dev.pirn.Async.gather;
import static dev.pirn.Async.runInExecutor;

import dev.pirn.Pirn;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A pool of threads: blocked on from outside, then awaited by a coroutine whose loop stays free.
 * In Python: {@code ThreadPoolExecutor}, then {@code loop.run_in_executor(pool, f)}.
 * What it teaches: the JDK's futures block a thread, the loop's suspend a coroutine; the pool is the same.
 */
final class PoolOfThreads {

    private PoolOfThreads() {}

    static void main() throws InterruptedException, ExecutionException {
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            Future<Integer> blocking = pool.submit(() -> square(2));
            System.out.println("blocked on: " + blocking.get());

            Pirn.run(() -> {
                List<Integer> squares = gather(List.of(
                        runInExecutor(pool, () -> square(3)),
                        runInExecutor(pool, () -> square(4)),
                        runInExecutor(pool, () -> square(5))));
                System.out.println("awaited: " + squares);
            });
        }
    }

    private static int square(int number) throws InterruptedException {
        Thread.sleep(20); // blocks a thread of the pool
        return number * number;
    }
}
