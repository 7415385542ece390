package dev.pirn.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.pirn.Runner;
import dev.pirn.cli.LoopOption;
import dev.pirn.cli.Output;
import dev.pirn.cli.UserException;
import dev.pirn.net.ConnectOptions;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pirn bench idle}: what idle connections cost an echo server, in memory and in latency for the others. */
@Command(
        name = "idle",
        description = {
            "Measure what idle connections cost an echo server: memory for each, and how much longer others wait.",
            "The others are measured alone, among the idle ones, and alone again when those have gone.",
            "",
            "Starts COMMAND, in which the word PORT stands for the port to listen on at 127.0.0.1, and which says"
                    + " 'ready'."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn bench idle -- ./pirn bench-server echo --style protocol --port PORT",
            "  pirn bench idle --connections 1000 -- taskset -c 0 ./echo_go PORT"
        })
public final class IdleCommand implements Runnable {

    /** A local address has 28,000 ports to connect from, by Linux's default. */
    private static final int CONNECTIONS_AN_ADDRESS = 20_000;

    private static final int PROGRESS = 1000;
    private static final double NANOS_IN_MICRO = 1000;
    private static final double TAIL = 99.9;

    private final Output output;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Mixin
    private LoopOption loop = new LoopOption();

    @Option(names = "--connections", paramLabel = "N", description = "How many are idle. Default: 10000.")
    private int idle = 10_000;

    @Option(names = "--active", paramLabel = "N", description = "How many others echo. Default: 64.")
    private int active = 64;

    @Option(names = "--rate", paramLabel = "N", description = "Echoes a second, in all. Default: 5000.")
    private int rate = 5000;

    @Option(names = "--size", paramLabel = "BYTES", description = "Of a message. Default: 1024.")
    private int size = 1024;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long each of three measurements is, and its warm-up. Default: 5.")
    private int seconds = 5;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The server's command, after --.")
    private List<String> server = List.of();

    /**
     * Creates the command.
     *
     * @param output where to print
     */
    public IdleCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        Positive.require(spec, "--connections", idle);
        Positive.require(spec, "--active", active);
        Positive.require(spec, "--rate", rate);
        Positive.require(spec, "--size", size);
        Positive.require(spec, "--seconds", seconds);
        try (Runner runner = loop.newRunner()) {
            // On a server of its own: measuring memory takes collections, which shrink a JVM's heap, and so make it
            // collect more often than it would while others wait.
            Memory memory = onServer(runner, this::measureMemory);
            print(memory, onServer(runner, this::measureLatencies));
        } catch (IOException e) {
            throw new UserException("the measurement failed: " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Measuring<T> {

        T measure(ServerProcess measured) throws IOException;
    }

    private <T> T onServer(Runner runner, Measuring<T> measuring) throws IOException {
        try (ServerProcess measured = ServerProcess.start(server)) {
            return runner.run(() -> measuring.measure(measured));
        }
    }

    /** Resident bytes of the server with the active ones only, and of each idle one beyond that. */
    private record Memory(long empty, long each) {}

    /** Without the idle ones, with them, and without them again. */
    private record Latencies(Histogram before, Histogram among, Histogram after) {

        /** Of the lower one of those without: the first may still be warming something up, the last cleaning up. */
        double ratioOfP999() {
            long alone = Math.min(before.getValueAtPercentile(TAIL), after.getValueAtPercentile(TAIL));
            return alone == 0 ? 0 : 1.0 * among.getValueAtPercentile(TAIL) / alone;
        }
    }

    private Memory measureMemory(ServerProcess measured) throws IOException {
        SteadyLoad load = new SteadyLoad(new byte[size], rate);
        List<TcpStream> others = connect(measured.address(), active, load);
        load.run(others, Duration.ofSeconds(seconds)); // warms up
        long empty = measured.residentBytes();
        List<TcpStream> waiting = connect(measured.address(), idle, load);
        long full = measured.residentBytes();
        waiting.forEach(TcpStream::abort);
        others.forEach(TcpStream::abort);
        return new Memory(empty, (full - empty) / idle);
    }

    /** Each of the three times is preceded by one that does not count: for compilers, and for what comes and goes. */
    private Latencies measureLatencies(ServerProcess measured) throws IOException {
        SteadyLoad load = new SteadyLoad(new byte[size], rate);
        List<TcpStream> others = connect(measured.address(), active, load);
        Histogram before = measure(load, others);
        List<TcpStream> waiting = connect(measured.address(), idle, load);
        Histogram among = measure(load, others);
        waiting.forEach(TcpStream::abort);
        Histogram after = measure(load, others);
        others.forEach(TcpStream::abort);
        return new Latencies(before, among, after);
    }

    private Histogram measure(SteadyLoad load, List<TcpStream> others) {
        Duration time = Duration.ofSeconds(seconds);
        System.gc(); // else this process moves 10,000 fresh connections about while the server is measured
        load.run(others, time);
        return load.run(others, time);
    }

    /** Connects and echoes once over each connection, so that the server has really taken it. */
    private List<TcpStream> connect(InetSocketAddress address, int count, SteadyLoad load) throws IOException {
        List<TcpStream> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            InetAddress local = InetAddress.ofLiteral("127.0.0." + (1 + i / CONNECTIONS_AN_ADDRESS));
            connections.add(connect(address, local, i));
            load.echo(connections.getLast());
            if ((i + 1) % PROGRESS == 0) output.err().println((i + 1) + " of " + count + " connections");
        }
        return connections;
    }

    private static TcpStream connect(InetSocketAddress address, InetAddress local, int before) {
        try {
            return Tcp.connect(address, ConnectOptions.DEFAULT.withLocalAddress(new InetSocketAddress(local, 0)));
        } catch (IOException e) {
            throw new UserException(
                    "after " + before + " connections: " + e.getMessage()
                            + "; if descriptors are short, raise their limit ('ulimit -n') here and for the server",
                    e);
        }
    }

    private void print(Memory memory, Latencies latencies) throws IOException {
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("emptyServerBytes", memory.empty);
            document.put("idleConnections", idle);
            document.put("bytesEach", memory.each);
            document.put("alone", micros(latencies.before));
            document.put("amongIdle", micros(latencies.among));
            document.put("aloneAgain", micros(latencies.after));
            document.put("ratioOfP999", latencies.ratioOfP999());
            output.out().println(JSON.std.asString(document));
            return;
        }
        output.out().printf(Locale.ROOT, "the server with %d connections: %d KiB%n", active, memory.empty / 1024);
        output.out().printf(Locale.ROOT, "each of %d idle connections:  %d bytes%n", idle, memory.each);
        print("alone", latencies.before);
        print("among the idle ones", latencies.among);
        print("alone again", latencies.after);
        output.out()
                .printf(
                        Locale.ROOT,
                        "p99.9 among the idle ones:    %.2f times the lower one alone%n",
                        latencies.ratioOfP999());
    }

    private void print(String when, Histogram latencies) {
        output.out().printf(Locale.ROOT, "%d echoes a second of %d bytes, %s:%n", rate, size, when);
        micros(latencies).forEach((name, value) -> output.out().printf(Locale.ROOT, "  %-6s %8.0f us%n", name, value));
    }

    private static Map<String, Double> micros(Histogram latencies) {
        Map<String, Double> percentiles = new LinkedHashMap<>();
        for (double percentile : new double[] {50, 99, TAIL}) {
            String name = "p" + (percentile == (int) percentile ? Integer.toString((int) percentile) : percentile);
            percentiles.put(name, latencies.getValueAtPercentile(percentile) / NANOS_IN_MICRO);
        }
        percentiles.put("max", latencies.getMaxValue() / NANOS_IN_MICRO);
        return percentiles;
    }
}
