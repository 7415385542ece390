package dev.pirn.bench.micro;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** The JDK's virtual threads on its own scheduler, which takes as many cores as there are. */
public class VirtualThreads {

    /** Created by JMH. */
    public VirtualThreads() {}

    /**
     * Two threads let each other run.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(2 * Batch.SIZE)
    public void switches() throws InterruptedException {
        Thread first = Thread.startVirtualThread(VirtualThreads::yieldOften);
        Thread second = Thread.startVirtualThread(VirtualThreads::yieldOften);
        first.join();
        second.join();
    }

    @SuppressWarnings("ThreadPriorityCheck") // the yield is what is measured
    private static void yieldOften() {
        for (int i = 0; i < Batch.SIZE; i++) Thread.yield();
    }

    /**
     * A thread that does nothing is started and joined, by another one.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void spawnAndAwait() throws InterruptedException {
        Thread.startVirtualThread(() -> {
                    for (int i = 0; i < Batch.SIZE; i++) join(Thread.startVirtualThread(() -> {}));
                })
                .join();
    }

    /**
     * A thousand of them are started, then joined.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void gatherThousands() throws InterruptedException {
        Thread.startVirtualThread(() -> {
                    for (int i = 0; i < Batch.SIZE; i += Batch.GATHERED) {
                        List<Thread> threads = new ArrayList<>(Batch.GATHERED);
                        for (int k = 0; k < Batch.GATHERED; k++) threads.add(Thread.startVirtualThread(() -> {}));
                        threads.forEach(VirtualThreads::join);
                    }
                })
                .join();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }
}
