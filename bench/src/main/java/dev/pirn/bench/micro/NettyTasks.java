package dev.pirn.bench.micro;

import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Netty's event loop. */
public class NettyTasks {

    /** Created by JMH. */
    public NettyTasks() {}

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
         * @param netty where
         * @throws Exception if it fails
         */
        @Setup
        public void schedule(NettyLoop netty) throws Exception {
            Executions.await(netty.loop(), () -> {
                Random random = new Random(live);
                for (int i = 0; i < live; i++)
                    netty.loop().schedule(() -> {}, Delays.far(random).toNanos(), TimeUnit.NANOSECONDS);
            });
        }
    }

    /**
     * A callback registers itself again.
     *
     * @param netty where
     * @throws Exception if it fails
     */
    @Benchmark
    @OperationsPerInvocation(Batch.CALLBACKS)
    public void callSoon(NettyLoop netty) throws Exception {
        Executions.again(netty.loop());
    }

    /**
     * Other threads submit callbacks, which the loop runs meanwhile.
     *
     * @param netty where
     * @param producers those threads
     * @throws Exception if it fails
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SUBMITTED)
    public void submit(NettyLoop netty, Producers producers) throws Exception {
        Executions.submit(netty.loop(), producers);
    }

    /**
     * The thread that measures submits callbacks, which the other one runs meanwhile: its side of it.
     *
     * @param netty where
     * @param drained the callbacks
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SUBMITTED)
    public void submitOnly(NettyLoop netty, Drained drained) {
        drained.submit(netty.loop());
    }

    /**
     * Many timers are scheduled, then cancelled.
     *
     * @param netty where
     * @throws Exception if it fails
     */
    @Benchmark
    @OperationsPerInvocation(Batch.TIMERS)
    public void scheduleThenCancel(NettyLoop netty) throws Exception {
        Executions.await(netty.loop(), () -> Executions.scheduleThenCancel(netty.loop()));
    }

    /**
     * One more timer is scheduled, at a random time, and cancelled.
     *
     * @param netty where
     * @param live the others
     * @throws ExecutionException if it fails
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.TIMERS)
    public void scheduleAndCancel(NettyLoop netty, Live live) throws ExecutionException, InterruptedException {
        Executions.await(netty.loop(), () -> Executions.scheduleAndCancel(netty.loop(), live.delays));
    }

    /**
     * Timers are due at once and fire, in order.
     *
     * @param netty where
     * @throws Exception if it fails
     */
    @Benchmark
    @OperationsPerInvocation(Batch.TIMES * Batch.DUE)
    public void fire(NettyLoop netty) throws Exception {
        Executions.fire(netty.loop());
    }
}
