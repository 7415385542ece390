package dev.pirn.examples;

import static dev.pirn.Async.await;
import static dev.pirn.Async.gather;

import dev.pirn.Pirn;
import dev.pirn.pool.ProcessPool;
import dev.pirn.pool.WorkerException;

/**
 * A pool of processes runs functions for coroutines; one of its processes dies, and takes only its own task with it.
 * In Python: {@code ProcessPoolExecutor}, which is broken as a whole when a process dies.
 * What it teaches: threads use all cores already; processes are for crashes, memory limits and native code.
 */
final class PoolOfProcesses {

    private PoolOfProcesses() {}

    static void main() {
        try (ProcessPool pool = ProcessPool.builder().workers(2).build()) {
            Pirn.run(() -> {
                System.out.println(
                        gather(() -> await(pool.submit(() -> square(3))), () -> await(pool.submit(() -> square(4)))));
                try {
                    await(pool.submit(() -> Runtime.getRuntime().halt(1)));
                } catch (WorkerException e) {
                    System.out.println("a process died");
                }
                System.out.println("the pool still works: " + await(pool.submit(() -> square(5))));
            });
        }
    }

    private static int square(int number) {
        return number * number;
    }
}
