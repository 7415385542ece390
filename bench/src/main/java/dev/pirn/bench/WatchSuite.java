package dev.pirn.bench;

import dev.pirn.bench.server.PirnEcho;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What looking at a loop costs it: the same work unobserved, and with each kind of observer. */
final class WatchSuite {

    static final String SUITE = "watch";
    static final String SWITCH = "switch";
    static final String SPAWN = "spawn_await";

    /** Ends the names of figures that are a share of the unobserved figures, in the same round. */
    static final String RATIO = "_ratio";

    private static final int QUICK_ROUNDS = 8;
    private static final int ROUNDS = 20;

    private final Session session;
    private final ReportOptions options;

    WatchSuite(Session session, ReportOptions options) {
        this.session = session;
        this.options = options;
    }

    /**
     * Measures.
     *
     * @param effort how often operations are measured, and how often the servers are started anew
     */
    void run(String backend, Effort effort) throws IOException, InterruptedException {
        Cores cores = Cores.find();
        LoadGenerator generator = LoadGenerator.make(new Workshop(), cores);
        session.note("pinning", cores.toString());
        session.note("load generator", generator.toString());
        session.note("watched", backend);
        WatchedEcho.Place place = new WatchedEcho.Place(backend, cores, generator, effort);
        try (Recordings recordings = Recordings.make()) {
            session.run(operations(backend, effort, recordings), effort, _ -> {}, _ -> {});
            for (int start = 0; start < effort.rounds(); start++)
                for (PirnEcho.Style style : PirnEcho.Style.values()) echo(style, place, recordings);
        }
    }

    private static List<Measurement> operations(String backend, Effort effort, Recordings recordings) {
        List<Measurement> all = new ArrayList<>();
        for (Watching watching : Watching.values()) {
            if (!watching.isWithinOneJvm()) continue;
            all.add(operation(watching, SWITCH, "PirnTasks.switches", backend, effort, recordings));
            all.add(operation(watching, SPAWN, "PirnTasks.spawnAndAwait", backend, effort, recordings));
        }
        return all;
    }

    private static JmhMeasurement operation(
            Watching watching, String name, String method, String backend, Effort effort, Recordings recordings) {
        Map<String, String> loop = Map.of("backend", backend, "coroutines", "loop");
        List<String> flags = watching.flags(recordings);
        return new JmhMeasurement(SUITE, watching.subject(), name, 0, method, loop, flags, effort);
    }

    /** All servers live at once, and are loaded in turn. */
    private void echo(PirnEcho.Style style, WatchedEcho.Place place, Recordings recordings)
            throws IOException, InterruptedException {
        String title = WatchedEcho.titleOf(style);
        List<WatchedEcho> servers = new ArrayList<>();
        try {
            for (Watching watching : Watching.values()) {
                if (!options.isWanted(watching.subject(), title)) continue;
                session.show("warming up " + watching.subject() + " " + title);
                servers.add(WatchedEcho.start(watching, style, place, watching.flags(recordings)));
            }
            boolean isQuick = place.effort().isQuick();
            Effort each = new Effort(
                    isQuick, isQuick ? QUICK_ROUNDS : ROUNDS, place.effort().step());
            session.run(List.copyOf(servers), each, this::addRatios, _ -> {});
        } finally {
            servers.forEach(WatchedEcho::close);
        }
    }

    private void addRatios(List<Sample> round) {
        ratios(round).forEach(session::keep);
    }

    /** {@return the figures of a round as shares of the unobserved figures} Empty if that failed. */
    static List<Sample> ratios(List<Sample> round) {
        List<Sample> ratios = new ArrayList<>();
        for (Sample base : round) {
            double alone = base.values().getFirst();
            if (!base.key().subject().equals(Watching.NOTHING.subject()) || alone == 0) continue;
            for (Sample sample : round)
                if (sample.key().name().equals(base.key().name())) ratios.add(ratio(sample, alone));
        }
        return ratios;
    }

    private static Sample ratio(Sample sample, double alone) {
        String unit = sample.unit().equals("/s") ? "x" : "times"; // of the one more is better, of the other less
        return Sample.of(
                SUITE,
                sample.key().subject(),
                sample.key().name() + RATIO,
                0,
                unit,
                sample.values().getFirst() / alone);
    }
}
