package dev.pirn.bench;

import dev.pirn.bench.LoadGenerator.Load;
import dev.pirn.bench.LoadGenerator.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One echo server under growing load: more connections, then larger messages.
 *
 * @param server who
 * @param cores where
 * @param generator drives it
 * @param effort how long
 */
record LoadCurve(EchoServer server, Cores cores, LoadGenerator generator, Effort effort) implements Measurement {

    private static final List<Integer> CONNECTIONS = List.of(1, 8, 64, 512, 4096);
    private static final List<Integer> SIZES = List.of(64, 1024, 16 * 1024, 64 * 1024, 256 * 1024);
    private static final int USUAL_CONNECTIONS = 64;
    private static final int USUAL_SIZE = 1024;
    private static final int QUICK_WARM_UP = 15;
    private static final int WARM_UP = 40;
    private static final int QUICK_LENGTH = 5;
    private static final int LENGTH = 20;

    @Override
    public String subject() {
        return server.subject();
    }

    @Override
    public String title() {
        return "load";
    }

    @Override
    public List<Sample> run() throws IOException {
        Duration length = effort.steps(effort.isQuick() ? QUICK_LENGTH : LENGTH);
        List<Sample> samples = new ArrayList<>();
        try (ServerProcess process = ServerProcess.start(cores.server(server.command()))) {
            Duration warmUp = effort.steps(effort.isQuick() ? QUICK_WARM_UP : WARM_UP);
            generator.run(process, new Load(USUAL_CONNECTIONS, USUAL_SIZE, 0, warmUp, length));
            for (int connections : CONNECTIONS) {
                Outcome outcome = generator.run(process, new Load(connections, USUAL_SIZE, 0, effort.steps(2), length));
                samples.addAll(samples("connections", connections, outcome));
            }
            for (int size : SIZES) {
                Outcome outcome = generator.run(process, new Load(USUAL_CONNECTIONS, size, 0, effort.steps(2), length));
                samples.addAll(samples("size", size, outcome));
            }
        }
        return samples;
    }

    private List<Sample> samples(String by, int at, Outcome outcome) {
        return List.of(
                Sample.of(GrowthSuite.SUITE, subject(), "rate_by_" + by, at, "/s", outcome.perSecond()),
                Sample.of(GrowthSuite.SUITE, subject(), "cost_by_" + by, at, "us", 1e6 / outcome.perSecond()));
    }
}
