package dev.pirn.pool;

import static dev.pirn.Async.await;
import static dev.pirn.Async.gather;
import static dev.pirn.Async.runInExecutor;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Future;
import dev.pirn.Task;
import dev.pirn.pool.ProcessPool.Call;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Coroutines that await functions in child processes. One pool serves all. */
class ProcessPoolTck {

    private static final LinkedBlockingQueue<OutputLine> said = new LinkedBlockingQueue<>();
    private static ProcessPool pool;

    @BeforeAll
    static void start() {
        pool = ProcessPool.builder()
                .workers(1)
                .heapMebibytes(32)
                .output(said::add)
                .build();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @LoopTest
    void aResultIsAwaited(LoopCase loops) {
        loops.run(() -> {
            long here = ProcessHandle.current().pid();
            assertNotEquals(
                    here, await(pool.submit(() -> ProcessHandle.current().pid())));
            Call<Long> pid = () -> ProcessHandle.current().pid();
            assertNotEquals(here, await(runInExecutor(pool, pid)));
        });
    }

    @LoopTest
    void manyAreGathered(LoopCase loops) {
        loops.run(() -> {
            List<Future<Integer>> squares = new ArrayList<>();
            for (int i = 0; i < 100; i++) squares.add(runInExecutor(pool, square(i)));
            List<Integer> results = gather(squares);
            for (int i = 0; i < 100; i++) assertEquals(i * i, results.get(i));
        });
    }

    @LoopTest
    void aFailureIsThrownByAwait(LoopCase loops) {
        Call<String> torn = () -> {
            throw new IOException("torn");
        };
        Callable<String> unsendable = () -> "never";
        loops.run(() -> {
            CompletionException wrapped = assertThrows(CompletionException.class, () -> await(pool.submit(torn)));
            assertEquals(
                    "torn",
                    assertInstanceOf(IOException.class, wrapped.getCause()).getMessage());
            Future<String> same = runInExecutor(pool, torn);
            assertThrows(IOException.class, () -> same.await(IOException.class));
            Future<String> refused = runInExecutor(pool, unsendable);
            assertThrows(IllegalArgumentException.class, refused::await);
        });
    }

    @LoopTest(coroutines = "loop")
    void aDeadWorkerFailsWhatItRan(LoopCase loops) {
        Call<String> die = () -> {
            Runtime.getRuntime().halt(3);
            return "never";
        };
        loops.run(() -> {
            Future<String> dead = runInExecutor(pool, die);
            Future<Integer> next = runInExecutor(pool, square(3));
            WorkerException failure = assertThrows(WorkerException.class, dead::await);
            assertEquals(3, failure.exitCode().orElseThrow());
            assertEquals(9, await(next));
        });
    }

    @LoopTest
    void cancellingACoroutineThatAwaitsKillsTheWorker(LoopCase loops) {
        loops.run(() -> {
            Task<?> task = spawn(() -> await(pool.submit(ProcessPoolTck::hang)));
            ProcessHandle worker = workerThatHangs();
            task.cancel("enough");
            assertThrows(CancellationException.class, task::await);
            await(worker.onExit());
        });
    }

    @LoopTest(coroutines = "loop")
    void cancellingAFutureKillsTheWorkerOrTakesTheFunctionBack(LoopCase loops) {
        loops.run(() -> {
            Call<Integer> hang = ProcessPoolTck::hang;
            Future<Integer> running = runInExecutor(pool, hang);
            ProcessHandle worker = workerThatHangs();
            Future<Integer> waiting = runInExecutor(pool, hang);
            waiting.cancel("not needed");
            yieldNow();
            assertTrue(worker.isAlive());
            running.cancel("enough");
            await(worker.onExit());
            assertThrows(CancellationException.class, running::await);
            assertEquals(16, await(runInExecutor(pool, square(4)))); // the one that was taken back never runs
        });
    }

    private static ProcessHandle workerThatHangs() {
        String pid = toThread(() -> said.take().text());
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static Call<Integer> square(int number) {
        return () -> number * number;
    }

    private static Integer hang() throws InterruptedException {
        System.out.println(ProcessHandle.current().pid());
        new CountDownLatch(1).await();
        return 0;
    }
}
