package dev.pirn.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * What a connection takes of a server that has echoed one message over it and has nothing to do since: live heap, if it
 * is a JVM, and resident memory. And what is left when all of them have gone.
 *
 * @param server who
 * @param cores where
 */
record IdleConnections(EchoServer server, Cores cores) implements Measurement {

    private static final List<Integer> COUNTS = List.of(10, 100, 1000, 10_000);
    private static final int LOCAL_PORTS = 20_000;
    private static final int SETTLE_MILLIS = 200;
    private static final int COLLECTIONS = 5;

    /** As many as make what the first ones need, which is no cost of one more. */
    private static final int BEFORE = 10;

    @Override
    public String subject() {
        return server.subject();
    }

    @Override
    public String title() {
        return "idle connections";
    }

    @Override
    public List<Sample> run() throws IOException, InterruptedException {
        List<Sample> samples = new ArrayList<>();
        try (ServerProcess process = ServerProcess.start(cores.server(server.command()))) {
            close(connect(process.address(), BEFORE));
            for (int count : COUNTS) {
                long heap = process.heapBytes();
                long resident = process.residentBytes();
                List<SocketChannel> idle = connect(process.address(), count);
                try {
                    long heapNow = process.heapBytes();
                    if (heap >= 0)
                        samples.add(sample("idle_connection_heap", count, (heapNow - heap) / (double) count));
                    samples.add(
                            sample("idle_connection", count, (process.residentBytes() - resident) / (double) count));
                } finally {
                    close(idle);
                }
                if (heap >= 0) samples.add(sample("heap_left_after", count, (double) left(process, heap)));
            }
        }
        return samples;
    }

    /**
     * What is more than before: the server has to learn of the ends, and some of what it drops takes two collections.
     */
    private static long left(ServerProcess process, long before) throws IOException, InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS && least > before; i++) {
            Thread.sleep(SETTLE_MILLIS);
            least = Math.min(least, process.heapBytes());
        }
        return Math.max(0, least - before);
    }

    private Sample sample(String name, int at, double bytes) {
        return Sample.of(GrowthSuite.SUITE, subject(), name, at, "bytes", bytes);
    }

    private static List<SocketChannel> connect(InetSocketAddress server, int count) throws IOException {
        List<SocketChannel> connections = new ArrayList<>(count);
        try {
            for (int i = 0; i < count; i++) {
                SocketChannel connection = SocketChannel.open();
                connections.add(connection);
                connection.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0." + (1 + i / LOCAL_PORTS)), 0));
                connection.connect(server);
                echo(connection);
            }
            return connections;
        } catch (IOException e) {
            close(connections);
            throw new Failed("after " + connections.size() + " connections: " + e.getMessage() + " ('ulimit -n'?)", e);
        }
    }

    private static void echo(SocketChannel connection) throws IOException {
        connection.write(ByteBuffer.wrap(new byte[] {1}));
        if (connection.read(ByteBuffer.allocate(1)) != 1) throw new Failed("the server does not echo");
    }

    /**
     * By a reset: closed in order, each would keep its port for a minute, and soon there would be none for the next
     * server.
     */
    private static void close(List<SocketChannel> connections) throws IOException {
        for (SocketChannel connection : connections) {
            connection.setOption(StandardSocketOptions.SO_LINGER, 0);
            connection.close();
        }
    }
}
