package dev.pirn.bench.micro;

import dev.pirn.Loop;
import dev.pirn.TimerHandle;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Timers among many others that are pending. */
@State(Scope.Thread)
public class PirnLiveTimers {

    /** How many others there are. */
    @Param("100")
    public int live;

    private final long[] delays = Delays.random(Batch.TIMERS);

    /** Created by JMH. */
    public PirnLiveTimers() {}

    /**
     * Schedules the others, at random times.
     *
     * @param loop where
     */
    @Setup
    public void schedule(PirnLoop loop) {
        loop.run(() -> {
            Random random = new Random(live);
            for (int i = 0; i < live; i++) loop.loop().callLater(Delays.far(random), () -> {});
            return live;
        });
    }

    /**
     * One more timer is scheduled, at a random time, and cancelled.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.TIMERS)
    public int scheduleAndCancel(PirnLoop loop) {
        return loop.run(() -> {
            Loop here = loop.loop();
            long now = here.time();
            for (long delay : delays) {
                TimerHandle timer = here.callAt(now + delay, () -> {});
                timer.cancel();
            }
            return delays.length;
        });
    }
}
