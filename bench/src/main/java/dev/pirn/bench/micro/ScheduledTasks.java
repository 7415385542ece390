package dev.pirn.bench.micro;

import java.util.Random;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The JDK's executor with timers, on one thread. */
public class ScheduledTasks {

    /** Created by JMH. */
    public ScheduledTasks() {}

    /** The executor. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // by JMH
    public static class Pool {

        private ScheduledThreadPoolExecutor executor;

        /** Created by JMH. */
        public Pool() {}

        /** Starts it. */
        @Setup
        public void start() {
            executor = new ScheduledThreadPoolExecutor(1);
            executor.setRemoveOnCancelPolicy(true);
        }

        /** Ends it. */
        @TearDown
        public void stop() {
            executor.shutdownNow();
        }
    }

    /** Timers that are pending while others are measured. */
    @State(Scope.Thread)
    public static class Live {

        /** How many. */
        @Param("100")
        public int live;

        private final long[] delays = Delays.random(Batch.TIMERS);

        /** Created by JMH. */
        public Live() {}

        /**
         * Schedules them, at random times.
         *
         * @param pool where
         */
        @Setup
        public void schedule(Pool pool) {
            Random random = new Random(live);
            for (int i = 0; i < live; i++)
                pool.executor.schedule(() -> {}, Delays.far(random).toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /**
     * A callback registers itself again.
     *
     * @param pool where
     * @throws Exception if it fails
     */
    @Benchmark
    @OperationsPerInvocation(Batch.CALLBACKS)
    public void callSoon(Pool pool) throws Exception {
        Executions.again(pool.executor);
    }

    /**
     * Other threads submit callbacks, which the executor runs meanwhile.
     *
     * @param pool where
     * @param producers those threads
     * @throws Exception if it fails
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SUBMITTED)
    public void submit(Pool pool, Producers producers) throws Exception {
        Executions.submit(pool.executor, producers);
    }

    /**
     * The thread that measures submits callbacks, which the other one runs meanwhile: its side of it.
     *
     * @param pool where
     * @param drained the callbacks
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SUBMITTED)
    public void submitOnly(Pool pool, Drained drained) {
        drained.submit(pool.executor);
    }

    /**
     * Many timers are scheduled, then cancelled.
     *
     * @param pool where
     * @throws Exception if it fails
     */
    @Benchmark
    @OperationsPerInvocation(Batch.TIMERS)
    public void scheduleThenCancel(Pool pool) throws Exception {
        Executions.await(pool.executor, () -> Executions.scheduleThenCancel(pool.executor));
    }

    /**
     * One more timer is scheduled, at a random time, and cancelled.
     *
     * @param pool where
     * @param live the others
     * @throws Exception if it fails
     */
    @Benchmark
    @OperationsPerInvocation(Batch.TIMERS)
    public void scheduleAndCancel(Pool pool, Live live) throws Exception {
        Executions.await(pool.executor, () -> Executions.scheduleAndCancel(pool.executor, live.delays));
    }

    /**
     * Timers are due at once and fire, in order.
     *
     * @param pool where
     * @throws Exception if it fails
     */
    @Benchmark
    @OperationsPerInvocation(Batch.TIMES * Batch.DUE)
    public void fire(Pool pool) throws Exception {
        Executions.fire(pool.executor);
    }
}
