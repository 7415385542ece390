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
}
