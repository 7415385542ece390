package dev.pirn.bench.micro;

import static dev.pirn.Async.gather;

import dev.pirn.sync.Channel;
import dev.pirn.sync.Lease;
import dev.pirn.sync.Lock;
import dev.pirn.sync.Queue;
import dev.pirn.sync.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** What coroutines hand to each other, and what they take turns with. */
public class PirnSync {

    /** Created by JMH. */
    public PirnSync() {}

    private interface Giver {
        void give(Integer item);
    }

    private interface Taker {
        Integer take();
    }

    /** One coroutine gives a batch of items, another takes them. */
    private static Object pair(PirnLoop loop, Giver giver, Taker taker) {
        return loop.run(() -> gather(
                () -> {
                    for (int i = 0; i < Batch.SIZE; i++) giver.give(i);
                    return 0;
                },
                () -> {
                    int sum = 0;
                    for (int i = 0; i < Batch.SIZE; i++) sum += taker.take();
                    return sum;
                }));
    }

    /**
     * One coroutine hands over to another through a queue for one item.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public Object handOff(PirnLoop loop) {
        Queue<Integer> queue = new Queue<>(1);
        return pair(loop, queue::put, queue::get);
    }

    /**
     * One coroutine hands over to another through a channel that holds nothing.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public Object rendezvous(PirnLoop loop) {
        Channel<Integer> channel = Channel.ofCapacity(0);
        return pair(loop, channel.sender()::send, channel.receiver()::receive);
    }

    /**
     * A coroutine puts an item into a queue that has room and gets it out again.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int putAndGet(PirnLoop loop) {
        return loop.run(() -> {
            Queue<Integer> queue = new Queue<>(Batch.ROOM);
            int sum = 0;
            for (int i = 0; i < Batch.SIZE; i++) {
                queue.put(i);
                sum += queue.get();
            }
            return sum;
        });
    }

    /**
     * An uncontended lock is taken and given back.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int lock(PirnLoop loop) {
        return loop.run(() -> {
            Lock lock = new Lock();
            int held = 0;
            for (int i = 0; i < Batch.SIZE; i++) {
                try (Lease _ = lock.acquire()) {
                    if (lock.isLocked()) held++;
                }
            }
            return held;
        });
    }

    /**
     * A permit that is free is taken and given back.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int semaphore(PirnLoop loop) {
        return loop.run(() -> {
            Semaphore semaphore = new Semaphore(1);
            int held = 0;
            for (int i = 0; i < Batch.SIZE; i++) {
                try (Lease _ = semaphore.acquire()) {
                    if (semaphore.isLocked()) held++;
                }
            }
            return held;
        });
    }
}
