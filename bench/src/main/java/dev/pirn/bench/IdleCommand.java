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
            "",
            "Starts COMMAND, in which the word PORT stands for the port to listen on at 127.0.0.1, and which says 'ready'."
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

    @Option(names = "--seconds", paramLabel = "N", description = "How long to measure each time. Default: 10.")
    private int seconds = 10;

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
        try (Runner runner = loop.newRunner();
                ServerProcess measured = ServerProcess.start(server)) {
            runner.run(() -> measure(measured));
        } catch (IOException e) {
            throw new UserException("the measurement failed: " + e.getMessage(), e);
        }
    }

    private void measure(ServerProcess measured) throws IOException {
        SteadyLoad load = new SteadyLoad(new byte[size], rate);
        Duration time = Duration.ofSeconds(seconds);
        List<TcpStream> others = connect(measured.address(), active, load);
        load.run(others, time); // warms up
        Histogram alone = load.run(others, time);
        long before = measured.residentBytes();
        List<TcpStream> waiting = connect(measured.address(), idle, load);
        long after = measured.residentBytes();
        Histogram among = load.run(others, time);
        print(before, (after - before) / idle, alone, among);
        waiting.forEach(TcpStream::abort);
        others.forEach(TcpStream::abort);
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

    private void print(long empty, long each, Histogram alone, Histogram among) throws IOException {
        double ratio = alone.getValueAtPercentile(99.9) == 0
                ? 0
                : 1.0 * among.getValueAtPercentile(99.9) / alone.getValueAtPercentile(99.9);
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("emptyServerBytes", empty);
            document.put("idleConnections", idle);
            document.put("bytesEach", each);
            document.put("alone", micros(alone));
            document.put("amongIdle", micros(among));
            document.put("ratioOfP999", ratio);
            output.out().println(JSON.std.asString(document));
            return;
        }
        output.out().printf(Locale.ROOT, "the server with %d connections: %d KiB%n", active, empty / 1024);
        output.out().printf(Locale.ROOT, "each of %d idle connections:  %d bytes%n", idle, each);
        print("alone", alone);
        print("among the idle ones", among);
        output.out().printf(Locale.ROOT, "p99.9 among the idle ones:    %.2f times that alone%n", ratio);
    }

    private void print(String when, Histogram latencies) {
        output.out().printf(Locale.ROOT, "%d echoes a second of %d bytes, %s:%n", rate, size, when);
        micros(latencies).forEach((name, value) -> output.out().printf(Locale.ROOT, "  %-6s %8.0f us%n", name, value));
    }

    private static Map<String, Double> micros(Histogram latencies) {
        Map<String, Double> percentiles = new LinkedHashMap<>();
        for (double percentile : new double[] {50, 99, 99.9}) {
            String name = "p" + (percentile == (int) percentile ? Integer.toString((int) percentile) : percentile);
            percentiles.put(name, latencies.getValueAtPercentile(percentile) / NANOS_IN_MICRO);
        }
        percentiles.put("max", latencies.getMaxValue() / NANOS_IN_MICRO);
        return percentiles;
    }
}
