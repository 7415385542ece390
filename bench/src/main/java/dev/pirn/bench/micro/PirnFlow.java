package dev.pirn.bench.micro;

import dev.pirn.flow.Generator;
import dev.pirn.flow.Greenlet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Generators and greenlets, in a coroutine and, without any loop, on the thread that measures. */
public class PirnFlow {

    /** Created by JMH. */
    public PirnFlow() {}

    private static int pullOften() {
        int sum = 0;
        try (Generator<Integer> numbers = Generator.of(out -> {
            for (int i = 0; i < Batch.SIZE; i++) out.yield(i);
        })) {
            for (int i = 0; i < Batch.SIZE; i++) sum += numbers.next();
        }
        return sum;
    }

    private static int switchOften() {
        Greenlet outside = Greenlet.current();
        Greenlet inside = Greenlet.of(() -> {
            while (true) outside.switchTo();
        });
        for (int i = 0; i < Batch.SIZE; i++) inside.switchTo();
        inside.kill();
        return Batch.SIZE;
    }

    /**
     * Values are pulled from a generator.
     *
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int pulls() {
        return pullOften();
    }

    /**
     * Values are pulled from a generator by a coroutine.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int pullsInCoroutine(PirnLoop loop) {
        return loop.run(PirnFlow::pullOften);
    }

    /**
     * A greenlet is switched to and switches back, which are two switches.
     *
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(2 * Batch.SIZE)
    public int greenlets() {
        return switchOften();
    }

    /**
     * A greenlet is switched to by a coroutine and switches back, which are two switches.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(2 * Batch.SIZE)
    public int greenletsInCoroutine(PirnLoop loop) {
        return loop.run(PirnFlow::switchOften);
    }
}
