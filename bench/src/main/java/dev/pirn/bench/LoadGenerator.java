package dev.pirn.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Drives echo servers: by the program in C where that can be compiled, else by the one in Java. */
final class LoadGenerator {

    private static final int DIGITS = 3;
    private static final long LONGEST = Duration.ofMinutes(10).toNanos();

    private final List<String> command;
    private final Cores cores;
    private final String name;

    private LoadGenerator(List<String> command, Cores cores, String name) {
        this.command = command;
        this.cores = cores;
        this.name = name;
    }

    static LoadGenerator make(Workshop workshop, Cores cores) throws IOException {
        try {
            return new LoadGenerator(workshop.c("echo_load.c"), cores, "echo_load.c, compiled by gcc");
        } catch (Absent e) {
            List<String> java = Jvm.command(Jvm.PIRN, EchoLoad.class);
            return new LoadGenerator(java, cores, "the one in Java, on Pirn's own loop, because " + e.getMessage());
        }
    }

    /** {@return which generator it is, in words} */
    @Override
    public String toString() {
        return name;
    }

    /**
     * What is sent.
     *
     * @param connections how many
     * @param bytes of a message
     * @param rate messages a second, of all connections together; 0 if each sends as soon as its last one is back
     * @param warmUp before anything counts
     * @param length how long it counts
     */
    record Load(int connections, int bytes, int rate, Duration warmUp, Duration length) {

        private List<String> arguments(int port) {
            return List.of(
                    Integer.toString(port),
                    Integer.toString(connections),
                    Integer.toString(bytes),
                    Integer.toString(rate),
                    Long.toString(warmUp.toMillis()),
                    Long.toString(length.toMillis()));
        }
    }

    /**
     * What came of it.
     *
     * @param perSecond messages echoed a second
     * @param latencies of each, in nanoseconds; at a fixed rate from when it was due
     * @param userMicros of the server's processor time, for each message
     * @param systemMicros of the kernel's for the server, likewise
     * @param processorMicros of both, counted more exactly
     */
    record Outcome(
            double perSecond, Histogram latencies, double userMicros, double systemMicros, double processorMicros) {}

    /** Drives a server. Blocks meanwhile. */
    Outcome run(ServerProcess server, Load load) throws IOException {
        List<String> words = new ArrayList<>(command);
        words.addAll(load.arguments(server.port()));
        Process process = new ProcessBuilder(cores.load(words))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = process.inputReader()) {
            expect("begin", said.readLine(), load);
            ServerProcess.CpuTime before = server.cpuTime();
            ThreadTimes threads = server.threadTimes();
            expect("end", said.readLine(), load);
            double exactly = server.threadTimes().microsSince(threads);
            ServerProcess.CpuTime used = server.cpuTime().minus(before);
            expect("errors 0", said.readLine(), load);
            Histogram latencies = read(said);
            double count = latencies.getTotalCount();
            if (count == 0)
                throw new Failed("no message came back in " + load.length().toMillis() + " ms");
            double seconds = load.length().toNanos() / 1e9;
            return new Outcome(
                    count / seconds,
                    latencies,
                    used.userMicros() / count,
                    used.systemMicros() / count,
                    exactly / count);
        } finally {
            Children.end(process);
        }
    }

    private static void expect(String wanted, @Nullable String said, Load load) throws Failed {
        if (!wanted.equals(said))
            throw new Failed("the load generator said " + said + ", not " + wanted + ", under " + load);
    }

    private static Histogram read(BufferedReader said) throws IOException {
        Histogram latencies = new Histogram(LONGEST, DIGITS);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            int blank = line.indexOf(' ');
            long nanos = Long.parseLong(line.substring(0, blank));
            latencies.recordValueWithCount(Math.min(LONGEST, nanos), Long.parseLong(line.substring(blank + 1)));
        }
        return latencies;
    }
}
