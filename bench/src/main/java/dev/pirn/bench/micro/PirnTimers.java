package dev.pirn.bench.micro;

import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.TimerHandle;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Timers. */
public class PirnTimers {

    /** Created by JMH. */
    public PirnTimers() {}

    /**
     * Many timers are scheduled, then cancelled.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.TIMERS)
    public int scheduleThenCancel(PirnLoop loop) {
        return loop.run(() -> {
            Loop here = loop.loop();
            TimerHandle[] timers = new TimerHandle[Batch.TIMERS];
            for (int i = 0; i < timers.length; i++)
                timers[i] = here.callLater(Batch.FAR.plusNanos(1000L * i), () -> {});
            for (TimerHandle timer : timers) timer.cancel();
            return timers.length;
        });
    }

    /**
     * Timers are due at once and fire, in order.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.TIMES * Batch.DUE)
    public int fire(PirnLoop loop) {
        Loop here = loop.loop();
        return loop.run(() -> {
            int sum = 0;
            for (int times = 0; times < Batch.TIMES; times++) {
                Promise<Integer> done = here.promise();
                Countdown countdown = new Countdown(Batch.DUE, () -> done.complete(1));
                long now = here.time();
                for (int i = 1; i <= Batch.DUE; i++) here.callAt(now + i, countdown);
                sum += done.await();
            }
            return sum;
        });
    }
}
