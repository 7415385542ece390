package dev.pirn.bench.micro;

import dev.pirn.Parker;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A switch while many other tasks wait. */
@State(Scope.Thread)
public class PirnParked {

    /** How many others there are. */
    @Param("1")
    public int parked;

    private final PirnTasks tasks = new PirnTasks();

    /** Created by JMH. */
    public PirnParked() {}

    /**
     * Lets the others wait.
     *
     * @param loop where
     */
    @Setup
    public void park(PirnLoop loop) {
        for (int i = 0; i < parked; i++) loop.loop().spawn(() -> new Parker().park(() -> true));
        tasks.switches(loop); // they have begun before this ends
    }

    /**
     * Two coroutines let each other run.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(2 * Batch.SIZE)
    public Object switches(PirnLoop loop) {
        return tasks.switches(loop);
    }
}
