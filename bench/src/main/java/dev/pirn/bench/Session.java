package dev.pirn.bench;

import dev.pirn.cli.Output;
import dev.pirn.cli.UserException;
import dev.pirn.cli.progress.TerminalWidth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of one benchmark or several: makes the measurements in rounds, shows how far it is, keeps every raw figure,
 * and writes the report. Used by one thread.
 */
final class Session {

    private final Output output;
    private final ReportOptions options;
    private final Map<String, String> about = Machine.describe();
    private final LiveTable live;
    private final Map<Figure.Key, List<Double>> rounds = new LinkedHashMap<>();
    private final Map<Figure.Key, String> units = new LinkedHashMap<>();
    private final Map<Figure.Key, Double> leastNoise = new LinkedHashMap<>();
    private final Set<Missing> missing = new LinkedHashSet<>();
    private final @Nullable Report old;

    Session(Output output, ReportOptions options) {
        this.output = output;
        this.options = options;
        this.old = options.old();
        this.live = new LiveTable(output, output.isTerminal() ? TerminalWidth.columns() : 0);
        about.put("command", options.commandLine());
    }

    /** Reports that a peer cannot be measured. */
    void miss(Missing peer) {
        if (!missing.add(peer)) return;
        live.wipe();
        output.err().println(peer);
    }

    /** Notes something that a reader of the report must know. */
    void note(String name, String text) {
        about.put(name, text);
    }

    /**
     * Makes all measurements that are wanted, in rounds: everything once in each, in another order each time, so that a
     * machine which changes its speed does not favour one.
     *
     * @param afterRound called after each round with what it gave
     * @param printer prints what has become of a measurement, after its last round
     */
    void run(List<Measurement> all, Effort effort, Consumer<List<Sample>> afterRound, Consumer<List<Figure>> printer)
            throws InterruptedException {
        List<Measurement> wanted =
                new ArrayList<>(all.stream().filter(options::isWanted).toList());
        Set<Measurement> failed = new LinkedHashSet<>();
        for (int round = 1; round <= effort.rounds(); round++) {
            if (effort.rounds() > 1) Collections.shuffle(wanted, new Random(round));
            List<Sample> samples = new ArrayList<>();
            for (int i = 0; i < wanted.size(); i++) {
                Measurement measurement = wanted.get(i);
                if (failed.contains(measurement)) continue;
                show(effort, round, i, wanted);
                try {
                    List<Sample> taken = measurement.run();
                    for (Sample sample : taken) keep(sample);
                    samples.addAll(taken);
                    if (round == effort.rounds()) print(taken, printer);
                } catch (IOException e) {
                    failed.add(measurement);
                    live.wipe();
                    output.err()
                            .println(measurement.subject() + " " + measurement.title() + " failed: " + e.getMessage());
                }
            }
            afterRound.accept(samples);
        }
        live.wipe();
    }

    /** Shows a step that gives no figures. */
    void show(String step) {
        live.show(step, List.of());
    }

    private void print(List<Sample> taken, Consumer<List<Figure>> printer) {
        live.wipe();
        printer.accept(taken.stream().map(sample -> figure(sample.key())).toList());
    }

    private void show(Effort effort, int round, int index, List<Measurement> wanted) {
        Measurement next = wanted.get(index);
        String where = effort.rounds() > 1 ? "round " + round + "/" + effort.rounds() + ", " : "";
        live.show(
                "[" + where + (index + 1) + "/" + wanted.size() + "] " + next.subject() + " " + next.title(),
                output.isTerminal() ? soFar(next) : List.of());
    }

    /** Whole servers have a row each, which is what one watches; anything else a line for each figure. */
    private List<String> soFar(Measurement next) {
        TextTable rows = switch (next) {
            case EchoMeasurement _, StartUp _ -> EchoTable.table(figures());
            case WatchedEcho _ -> WatchTable.of(figures());
            case ManyTasksLook _ -> ManyTasksTable.of(figures());
            default -> soFar();
        };
        return rows.isEmpty() ? List.of() : rows.lines();
    }

    private TextTable soFar() {
        TextTable table = new TextTable("so far", "", "", "median", "", "±");
        for (Figure figure : figures()) {
            if (figure.name().endsWith("_alloc")) continue;
            table.add(List.of(
                    figure.subject(),
                    figure.name(),
                    figure.at() == 0 ? "" : TextTable.size(figure.at()),
                    TextTable.number(figure.median()),
                    figure.unit(),
                    figure.rounds().size() == 1 ? "" : percent(figure.noise())));
        }
        return table;
    }

    static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    void keep(Sample sample) {
        boolean isFirst = !rounds.containsKey(sample.key());
        rounds.computeIfAbsent(sample.key(), _ -> new ArrayList<>()).addAll(sample.values());
        units.put(sample.key(), sample.unit());
        // The rounds of a second process show by themselves how far apart two are.
        leastNoise.put(sample.key(), isFirst ? sample.leastNoise() : Statistics.LEAST_NOISE);
    }

    private Figure figure(Figure.Key key) {
        List<Double> values = rounds.getOrDefault(key, List.of());
        String unit = units.getOrDefault(key, "");
        double least = leastNoise.getOrDefault(key, Statistics.LEAST_NOISE);
        return new Figure(key.suite(), key.subject(), key.name(), unit, key.at(), values, least);
    }

    List<Figure> figures() {
        return rounds.keySet().stream().map(this::figure).toList();
    }

    private Report report() {
        about.put("load after", Machine.load());
        return new Report(new LinkedHashMap<>(about), figures(), List.copyOf(missing));
    }

    /** Writes what the options ask for. */
    void finish() {
        Report report = report();
        write(options.json(), report::toJson);
        write(options.html(), () -> Page.of(report, old));
        print(report, old, output);
    }

    /** Something that is written into a file. */
    private interface Document {
        String text() throws IOException;
    }

    private void write(@Nullable Path file, Document document) {
        if (file == null) return;
        try {
            Files.writeString(file, document.text());
            output.err().println("written: " + file);
        } catch (IOException e) {
            throw new UserException("cannot write " + file + ": " + e, e);
        }
    }

    /** Prints what a report says in the end: the budgets, the laws of growth, what changed. */
    static void print(Report report, @Nullable Report before, Output output) {
        for (TextTable table : List.of(WatchTable.of(report.figures()), ManyTasksTable.of(report.figures())))
            if (!table.isEmpty()) table.lines().forEach(output.out()::println);
        BudgetsText.of(report).forEach(output.out()::println);
        GrowthSuite.laws(report.figures()).forEach(output.out()::println);
        if (before != null) {
            output.out().println("compared with " + before.about().getOrDefault("time", "the old run") + ":");
            output.out().println(ComparisonText.of(Comparison.of(before, report)));
        }
        output.out().flush();
    }
}
