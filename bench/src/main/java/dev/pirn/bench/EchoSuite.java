package dev.pirn.bench;

import dev.pirn.cli.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whole servers beside each other. */
final class EchoSuite {

    private static final int QUICK_STARTS = 3;
    private static final int STARTS = 10;

    private final Session session;
    private final ReportOptions options;
    private final Output output;
    private final Workshop workshop;

    /** What all rates are divided by, in every round. */
    private @Nullable String reference;

    EchoSuite(Session session, ReportOptions options, Output output, Workshop workshop) {
        this.session = session;
        this.options = options;
        this.output = output;
        this.workshop = workshop;
    }

    /**
     * Measures.
     *
     * @param backends the favourite first
     * @param load connections, bytes and rate
     */
    void run(List<String> backends, Effort effort, EchoOptions load) throws IOException, InterruptedException {
        Cores cores = Cores.find();
        LoadGenerator generator = LoadGenerator.make(workshop, cores);
        session.note("pinning", cores.toString());
        session.note("load generator", generator.toString());
        session.note("echo load", load.toString());
        output.err().println("load generator: " + generator + "; " + cores);
        List<EchoServer> servers = EchoServer.of(backends, workshop, this::isWanted, session::miss);
        List<Measurement> all = new ArrayList<>();
        for (EchoServer server : servers)
            all.add(new EchoMeasurement(
                    server, cores, generator, effort, load.connections(), load.bytes(), load.rate()));
        session.run(all, effort, this::addRatios, _ -> {});
        startUps(servers, backends.getFirst(), effort, generator);
        EchoTable.of(session.figures()).forEach(output.out()::println);
        output.out().flush();
    }

    private boolean isWanted(String subject) {
        return options.isWanted(subject, "echo") || isStartWanted(subject);
    }

    private boolean isStartWanted(String subject) {
        return options.isWanted(subject, "start") || options.isWanted(subject, "start_aot");
    }

    /** Ratios are taken within a round: the machine may be another one in the next. */
    private void addRatios(List<Sample> round) {
        List<Sample> rates = round.stream()
                .filter(sample -> sample.key().name().equals("rate"))
                .toList();
        if (rates.isEmpty()) return;
        if (reference == null) reference = reference(rates);
        String chosen = reference;
        rates.stream() // one that failed in a round leaves that round without ratios, not with others
                .filter(sample -> sample.key().subject().equals(chosen))
                .findFirst()
                .ifPresent(sample -> addRatios(rates, sample));
    }

    private void addRatios(List<Sample> rates, Sample reference) {
        session.note("ratios to", reference.key().subject());
        for (Sample sample : rates) {
            double ratio = sample.values().getFirst() / reference.values().getFirst();
            session.keep(Sample.of(EchoMeasurement.SUITE, sample.key().subject(), "ratio", 0, "x", ratio));
        }
    }

    /** {@return the floor where it could be built, else Netty, else who comes first by name} */
    private static String reference(List<Sample> rates) {
        List<String> subjects =
                rates.stream().map(sample -> sample.key().subject()).sorted().toList();
        return Stream.of("c-epoll", "netty-epoll", "netty-nio", subjects.getFirst())
                .filter(subjects::contains)
                .findFirst()
                .orElseThrow();
    }

    private void startUps(List<EchoServer> servers, String favourite, Effort effort, LoadGenerator generator)
            throws IOException, InterruptedException {
        if (servers.stream().noneMatch(server -> isStartWanted(server.subject()))) return;
        Path directory = Files.createTempDirectory("pirn-bench");
        try {
            String jars = Jars.classPath(directory);
            List<Measurement> all = new ArrayList<>();
            for (EchoServer server : servers) {
                if (!isStartWanted(server.subject())) continue;
                if (effort.isQuick() && !isQuickStart(server.subject(), favourite)) continue;
                all.add(StartUp.plain(server, jars));
                EchoServer.Program program = server.program();
                if (program == null || !options.isWanted(server.subject(), "start_aot")) continue;
                try {
                    output.err().println("making an AOT cache for " + server.subject());
                    all.add(StartUp.cached(server, program, jars, directory, generator));
                } catch (IOException e) {
                    output.err().println(server.subject() + " has no AOT cache: " + e.getMessage());
                }
            }
            Effort starts = new Effort(effort.isQuick(), effort.isQuick() ? QUICK_STARTS : STARTS, effort.step());
            session.run(all, starts, _ -> {}, _ -> {});
        } finally {
            delete(directory);
        }
    }

    private static boolean isQuickStart(String subject, String favourite) {
        Predicate<String> isWanted = List.of(
                "pirn-" + favourite + "-protocol",
                "pirn-nio-protocol",
                "netty-" + favourite,
                "jdk-vthreads",
                "go",
                "node",
                "uvloop-protocol")::contains;
        return isWanted.test(subject);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(directory);
    }
}
