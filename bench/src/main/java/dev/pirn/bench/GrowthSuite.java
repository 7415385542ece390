package dev.pirn.bench;

import dev.pirn.bench.micro.SleepingTasks;
import dev.pirn.cli.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How costs grow with what there is of something. */
final class GrowthSuite {

    static final String SUITE = "growth";

    private static final List<Integer> PARKED = List.of(1, 1000, 10_000, 100_000, 1_000_000);
    private static final List<Integer> TIMERS = List.of(100, 10_000, 100_000, 1_000_000);
    private static final List<Integer> BURSTS = List.of(1000, 10_000, 100_000, 1_000_000);

    private final Session session;
    private final ReportOptions options;
    private final Output output;
    private final Workshop workshop;

    GrowthSuite(Session session, ReportOptions options, Output output, Workshop workshop) {
        this.session = session;
        this.options = options;
        this.output = output;
        this.workshop = workshop;
    }

    /** Measures the first of the backends: what grows is the same code on all of them, but for the drivers. */
    void run(List<String> backends, Effort effort) throws IOException, InterruptedException {
        String backend = backends.getFirst();
        String subject = "pirn-" + backend;
        Cores cores = Cores.find();
        LoadGenerator generator = LoadGenerator.make(workshop, cores);
        session.note("pinning", cores.toString());
        session.note("load generator", generator.toString());
        Map<String, String> loop = Map.of("backend", backend, "coroutines", "loop");
        List<Measurement> all = new ArrayList<>();
        for (int count : PARKED)
            all.add(jmh(subject, "switch_among_parked", count, "PirnParked.switches", loop, "parked", effort));
        for (int count : TIMERS)
            all.add(jmh(subject, "timer_among_live", count, "PirnLiveTimers.scheduleAndCancel", loop, "live", effort));
        all.add(bursts(subject, backend));
        for (EchoServer server : servers(backend)) all.add(new IdleConnections(server, cores));
        for (EchoServer server : servers(backend)) all.add(new LoadCurve(server, cores, generator, effort));
        session.run(all, effort, _ -> {}, new Lines(output)::print);
    }

    private static JmhMeasurement jmh(
            String subject,
            String name,
            int at,
            String method,
            Map<String, String> loop,
            String parameter,
            Effort effort) {
        Map<String, String> parameters = new TreeMap<>(loop);
        parameters.put(parameter, Integer.toString(at));
        return new JmhMeasurement(SUITE, subject, name, at, method, parameters, List.of(), effort);
    }

    /** A heap for a million of them, which the last flag of two that say so gives. */
    private static Measurement bursts(String subject, String backend) {
        List<String> flags = new ArrayList<>(SleepingTasks.FLAGS);
        flags.add("-Xmx4g");
        List<String> arguments = new ArrayList<>(List.of("pirn", backend, "loop"));
        for (int count : BURSTS) arguments.add(Integer.toString(count));
        List<String> command = Jvm.command(flags, SleepingTasks.class, arguments.toArray(String[]::new));
        return new ProgramMeasurement(SUITE, subject, "bursts of sleeping tasks", command);
    }

    private List<EchoServer> servers(String backend) throws IOException {
        List<EchoServer> servers = new ArrayList<>(EchoServer.pirn(backend));
        servers.add(EchoServer.netty(backend));
        servers.add(EchoServer.virtualThreads());
        servers.addAll(EchoServer.reference(workshop, subject -> options.isWanted(subject, "load"), session::miss));
        return servers;
    }

    /** {@return for each cost that was measured at enough sizes, by which power of the size it grows} */
    static List<String> laws(List<Figure> figures) {
        if (curves(figures).isEmpty()) return List.of();
        TextTable table = new TextTable("growth", "of", "sizes", "exponent", "fit");
        for (List<Figure> curve : curves(figures)) {
            Figure first = curve.getFirst();
            Growth growth = Growth.of(curve);
            table.add(List.of(
                    first.subject(),
                    first.name(),
                    TextTable.size(first.at()) + " to "
                            + TextTable.size(curve.getLast().at()),
                    exponent(curve),
                    String.format(Locale.ROOT, "%.2f", growth.fit())));
        }
        return table.lines();
    }

    static String exponent(List<Figure> curve) {
        return String.format(Locale.ROOT, "%.3f", Growth.of(curve).exponent());
    }

    /** {@return costs that differ in their size only, smallest size first, where a law can be fitted} */
    static List<List<Figure>> curves(List<Figure> figures) {
        return figures.stream()
                .filter(figure -> figure.suite().equals(SUITE) && figure.at() > 0 && figure.median() > 0)
                .filter(figure ->
                        !figure.name().startsWith("rate_by") && !figure.name().endsWith("_alloc"))
                .collect(Collectors.groupingBy(figure -> figure.subject() + " " + figure.name()))
                .values()
                .stream()
                .filter(curve ->
                        curve.stream().mapToDouble(Figure::at).distinct().count() >= Growth.LEAST_POINTS)
                .map(curve -> curve.stream()
                        .sorted(Comparator.comparingDouble(Figure::at))
                        .toList())
                .sorted(Comparator.comparing((List<Figure> curve) ->
                        curve.getFirst().name() + " " + curve.getFirst().subject()))
                .toList();
    }
}
