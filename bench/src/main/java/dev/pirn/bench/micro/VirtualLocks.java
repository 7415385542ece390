package dev.pirn.bench.micro;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the JDK's virtual threads hand to each other, and what they take turns with. */
@State(Scope.Thread)
public class VirtualLocks {

    private final ReentrantLock lock = new ReentrantLock();
    private final Semaphore semaphore = new Semaphore(1);
    private final BlockingQueue<Integer> roomy = new ArrayBlockingQueue<>(Batch.ROOM);

    /** Written by the threads that are measured, so that what they did is used. */
    private volatile int result;

    /** Created by JMH. */
    public VirtualLocks() {}

    private interface Work {
        int run() throws InterruptedException;
    }

    private int inThread(Work work) throws InterruptedException {
        Thread.startVirtualThread(() -> {
                    try {
                        result = work.run();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("interrupted while measuring", e);
                    }
                })
                .join();
        return result;
    }

    /**
     * One thread hands over to another through a queue for one item.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void handOff() throws InterruptedException {
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        Pair.run(queue::put, queue::take);
    }

    /**
     * One thread hands over to another through a queue that holds nothing.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void rendezvous() throws InterruptedException {
        BlockingQueue<Integer> queue = new SynchronousQueue<>();
        Pair.run(queue::put, queue::take);
    }

    /**
     * A thread puts an item into a queue that has room and takes it out again.
     *
     * @return what keeps the work alive
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int putAndGet() throws InterruptedException {
        return inThread(() -> {
            int sum = 0;
            for (int i = 0; i < Batch.SIZE; i++) {
                roomy.put(i);
                sum += roomy.take();
            }
            return sum;
        });
    }

    /**
     * An uncontended lock is taken and given back.
     *
     * @return what keeps the work alive
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int lock() throws InterruptedException {
        return inThread(() -> {
            int held = 0;
            for (int i = 0; i < Batch.SIZE; i++) {
                lock.lockInterruptibly(); // as all that waits on a loop can be cancelled
                try {
                    if (lock.isLocked()) held++;
                } finally {
                    lock.unlock();
                }
            }
            return held;
        });
    }

    /**
     * A permit that is free is taken and given back.
     *
     * @return what keeps the work alive
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int semaphore() throws InterruptedException {
        return inThread(() -> {
            int held = 0;
            for (int i = 0; i < Batch.SIZE; i++) {
                semaphore.acquire();
                if (semaphore.availablePermits() == 0) held++;
                semaphore.release();
            }
            return held;
        });
    }
}
