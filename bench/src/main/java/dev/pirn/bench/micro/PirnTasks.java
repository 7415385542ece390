package dev.pirn.bench.micro;

import static dev.pirn.Async.gather;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.yieldNow;

import dev.pirn.CancelScope;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Task;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.infra.Blackhole;

/** Coroutines, callbacks and scopes. */
public class PirnTasks {

    /** Created by JMH. */
    public PirnTasks() {}

    /**
     * Two coroutines let each other run.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(2 * Batch.SIZE)
    public Object switches(PirnLoop loop) {
        return loop.run(() -> gather(PirnTasks::yieldOften, PirnTasks::yieldOften));
    }

    private static int yieldOften() {
        for (int i = 0; i < Batch.SIZE; i++) yieldNow();
        return Batch.SIZE;
    }

    /**
     * A task that does nothing is started and awaited.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int spawnAndAwait(PirnLoop loop) {
        return loop.run(() -> {
            int sum = 0;
            for (int i = 0; i < Batch.SIZE; i++) sum += spawn(() -> 1).await();
            return sum;
        });
    }

    /**
     * A thousand of them are started, then awaited together.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int gatherThousands(PirnLoop loop) {
        return loop.run(() -> {
            int sum = 0;
            for (int i = 0; i < Batch.SIZE; i += Batch.GATHERED)
                sum += gather(thousandTasks()).size();
            return sum;
        });
    }

    private static List<Task<Integer>> thousandTasks() {
        List<Task<Integer>> tasks = new ArrayList<>(Batch.GATHERED);
        for (int i = 0; i < Batch.GATHERED; i++) tasks.add(spawn(() -> 1));
        return tasks;
    }

    /**
     * A callback registers itself again.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.CALLBACKS)
    public int callSoon(PirnLoop loop) {
        Promise<Integer> done = loop.loop().promise();
        loop.loop().callSoon(new Again(loop.loop(), done));
        return loop.loop().runUntilComplete(done);
    }

    private static final class Again implements Runnable {

        private final Loop loop;
        private final Promise<Integer> done;
        private int left = Batch.CALLBACKS;

        Again(Loop loop, Promise<Integer> done) {
            this.loop = loop;
            this.done = done;
        }

        @Override
        public void run() {
            if (--left > 0) loop.callSoon(this);
            else done.complete(left);
        }
    }

    /**
     * A scope is entered and left.
     *
     * @param loop where
     * @param blackhole keeps the work alive
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int enterScope(PirnLoop loop, Blackhole blackhole) {
        return loop.run(() -> {
            for (int i = 0; i < Batch.SIZE; i++) {
                int each = i;
                new CancelScope().run(() -> blackhole.consume(each));
            }
            return Batch.SIZE;
        });
    }

    /**
     * A body runs within a time limit that it does not reach.
     *
     * @param loop where
     * @param blackhole keeps the work alive
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int timeoutNotReached(PirnLoop loop, Blackhole blackhole) {
        return loop.run(() -> {
            for (int i = 0; i < Batch.SIZE; i++) {
                int each = i;
                timeout(Batch.FAR, () -> blackhole.consume(each));
            }
            return Batch.SIZE;
        });
    }
}
