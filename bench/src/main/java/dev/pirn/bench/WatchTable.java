package dev.pirn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What looking costs: a row for each way to look. */
final class WatchTable {

    private final List<Figure> figures;

    private WatchTable(List<Figure> figures) {
        this.figures = figures;
    }

    static TextTable of(List<Figure> figures) {
        TextTable table = new TextTable(
                "who looks", "switch ns", "spawn ns", "streams: rate", "processor", "protocol: rate", "processor");
        WatchTable watched = new WatchTable(figures);
        for (Watching watching : Watching.values()) watched.row(watching).ifPresent(table::add);
        return table;
    }

    /** {@return a figure of this suite, if it was measured} */
    static Optional<Figure> find(List<Figure> figures, Watching watching, String name) {
        return new Figure.Key(WatchSuite.SUITE, watching.subject(), name, 0).among(figures);
    }

    private Optional<List<String>> row(Watching watching) {
        List<String> row = new ArrayList<>();
        for (String name : List.of(WatchSuite.SWITCH, WatchSuite.SPAWN)) row.add(nanos(watching, name));
        for (String style : List.of("streams", "protocol")) {
            row.add(ratio(watching, style + WatchedEcho.RATE));
            row.add(ratio(watching, style + WatchedEcho.PROCESSOR));
        }
        if (row.stream().allMatch(String::isEmpty)) return Optional.empty();
        row.addFirst(watching.words());
        return Optional.of(row);
    }

    private String nanos(Watching watching, String name) {
        return find(figures, watching, name)
                .map(figure -> TextTable.number(figure.median())
                        + find(figures, Watching.NOTHING, name)
                                .map(base -> String.format(Locale.ROOT, " (%.2f ×)", figure.median() / base.median()))
                                .orElse(""))
                .orElse("");
    }

    /** The median, and between which two the half of all rounds lies. */
    private String ratio(Watching watching, String name) {
        return find(figures, watching, name + WatchSuite.RATIO)
                .map(figure -> String.format(
                        Locale.ROOT,
                        "%.3f (%.3f–%.3f)",
                        figure.median(),
                        Statistics.quantile(figure.rounds(), 0.25),
                        Statistics.quantile(figure.rounds(), 0.75)))
                .orElse("");
    }
}
