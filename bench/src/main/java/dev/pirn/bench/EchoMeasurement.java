package dev.pirn.bench;

import dev.pirn.bench.LoadGenerator.Load;
import dev.pirn.bench.LoadGenerator.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One echo server, started for each round: what it can do, what that costs, and how long a message takes at a rate that
 * is far from that.
 *
 * @param server who
 * @param cores where
 * @param generator drives it
 * @param effort how long
 * @param connections how many
 * @param bytes of a message
 * @param rate messages a second, while latencies are measured
 */
record EchoMeasurement(
        EchoServer server, Cores cores, LoadGenerator generator, Effort effort, int connections, int bytes, int rate)
        implements Measurement {

    static final String SUITE = "echo";
    static final List<Double> PERCENTILES = List.of(25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.99);

    private static final double NANOS_IN_MICRO = 1000;
    private static final double BYTES_IN_MIB = 1 << 20;
    private static final int QUICK_WARM_UP = 12;
    private static final int QUICK_LENGTH = 10;
    private static final int WARM_UP = 40;
    private static final int LENGTH = 40;

    @Override
    public String subject() {
        return server.subject();
    }

    @Override
    public String title() {
        return "echo";
    }

    @Override
    public List<Sample> run() throws IOException {
        Duration warmUp = effort.steps(effort.isQuick() ? QUICK_WARM_UP : WARM_UP);
        Duration length = effort.steps(effort.isQuick() ? QUICK_LENGTH : LENGTH);
        try (ServerProcess process = ServerProcess.start(cores.server(server.command()))) {
            Outcome most = generator.run(process, new Load(connections, bytes, 0, warmUp, length));
            Outcome steady = generator.run(process, new Load(connections, bytes, rate, effort.steps(3), length));
            List<Sample> samples = new ArrayList<>();
            samples.add(sample("rate", 0, "/s", most.perSecond()));
            samples.add(sample("user", 0, "us", most.userMicros()));
            samples.add(sample("system", 0, "us", most.systemMicros()));
            samples.add(sample("resident", 0, "MiB", process.residentBytesNow() / BYTES_IN_MIB));
            samples.add(sample("steady_rate", 0, "/s", steady.perSecond()));
            for (double percentile : PERCENTILES) {
                samples.add(sample("latency", percentile, "us", micros(steady.latencies(), percentile)));
                samples.add(sample("busy_latency", percentile, "us", micros(most.latencies(), percentile)));
            }
            return samples;
        }
    }

    private static double micros(Histogram latencies, double percentile) {
        return latencies.getValueAtPercentile(percentile) / NANOS_IN_MICRO;
    }

    private Sample sample(String name, double at, String unit, double value) {
        return Sample.of(SUITE, server.subject(), name, at, unit, value);
    }
}
