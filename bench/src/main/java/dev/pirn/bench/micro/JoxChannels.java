package dev.pirn.bench.micro;

import com.softwaremill.jox.Channel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** jox's channels, between the JDK's virtual threads. */
public class JoxChannels {

    /** Created by JMH. */
    public JoxChannels() {}

    /**
     * One thread hands over to another through a channel for one item.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void handOff() throws InterruptedException {
        Channel<Integer> channel = Channel.newBufferedChannel(1);
        Pair.run(channel::send, channel::receive);
    }

    /**
     * One thread hands over to another through a channel that holds nothing.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void rendezvous() throws InterruptedException {
        Channel<Integer> channel = Channel.newRendezvousChannel();
        Pair.run(channel::send, channel::receive);
    }

    /**
     * The thread that measures sends an item into a channel that has room and receives it again.
     *
     * @return what keeps the work alive
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int putAndGet() throws InterruptedException {
        Channel<Integer> channel = Channel.newBufferedChannel(Batch.ROOM);
        int sum = 0;
        for (int i = 0; i < Batch.SIZE; i++) {
            channel.send(i);
            sum += channel.receive();
        }
        return sum;
    }
}
