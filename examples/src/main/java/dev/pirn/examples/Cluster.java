package dev.pirn.examples;

import static dev.pirn.Async.gather;
import static dev.pirn.Async.runInExecutor;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import dev.pirn.Future;
import dev.pirn.Pirn;
import java.io.IOException;
import java.io.Serializable;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;

/**
 * Coroutines await functions that run on another machine: any executor service will do, here that of Hazelcast.
 * In Python: {@code loop.run_in_executor} with such an executor, were there one.
 * What it teaches: threads, processes and machines are behind the same interface.
 */
public final class Cluster {

    private Cluster() {}

    /** What travels: a serializable function that learns where it has arrived. */
    static final class Square implements Callable<String>, Serializable, HazelcastInstanceAware {
        private static final long serialVersionUID = 1L;

        private final int number;
        private transient String here = "nowhere";

        Square(int number) {
            this.number = number;
        }

        @Override
        public void setHazelcastInstance(HazelcastInstance instance) {
            here = instance.getName();
        }

        @Override
        public String call() {
            return number + " squared by " + here + " is " + number * number;
        }
    }

    /**
     * Runs the example.
     *
     * @param args none
     * @throws Exception if the members cannot find each other
     */
    public static void main(String... args) throws Exception {
        System.setProperty("hazelcast.logging.type", "none"); // what it logs before it has a configuration
        int port = freePort();
        HazelcastInstance asks = member("asker", port, port, true);
        HazelcastInstance works = member("worker", freePort(), port, false);
        try {
            ExecutorService executor = asks.getExecutorService("squares");
            Pirn.run(() -> {
                List<Future<String>> squares = IntStream.rangeClosed(1, 3)
                        .mapToObj(number -> runInExecutor(executor, new Square(number)))
                        .toList();
                gather(squares).forEach(System.out::println);
            });
        } finally {
            works.shutdown();
            asks.shutdown();
        }
    }

    /**
     * Starts a member of a cluster on this machine's own interface.
     *
     * @param seed the port of the member that it looks for
     * @param asksOnly whether it runs nothing for others
     */
    static HazelcastInstance member(String name, int port, int seed, boolean asksOnly) {
        Config config = new Config(name).setClusterName("pirn-example-" + seed).setLiteMember(asksOnly);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.getJetConfig().setEnabled(false);
        var network = config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        network.getJoin().getMulticastConfig().setEnabled(false);
        network.getJoin().getAutoDetectionConfig().setEnabled(false);
        network.getJoin().getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + seed);
        return Hazelcast.newHazelcastInstance(config);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
