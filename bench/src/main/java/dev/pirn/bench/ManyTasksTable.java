package dev.pirn.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks at very many tasks: a row for each way to look. */
final class ManyTasksTable {

    private ManyTasksTable() {}

    static TextTable of(List<Figure> figures) {
        TextTable table = new TextTable(
                "look (median, most)",
                "tasks",
                "takes s",
                "held ms",
                "unobserved ms",
                "another is looked at ms",
                "held, with GC ms",
                "unobserved, with GC ms");
        for (ManyTasksLook.Look how : ManyTasksLook.Look.values())
            for (Figure took : all(figures, how, ManyTasksLook.SECONDS))
                table.add(List.of(
                        how.words(),
                        TextTable.size(took.at()),
                        text(Optional.of(took)),
                        text(find(figures, how, ManyTasksLook.HELD, took.at())),
                        text(find(figures, how, ManyTasksLook.HELD_ALONE, took.at())),
                        text(find(figures, how, ManyTasksLook.HELD_ELSEWHERE, took.at())),
                        text(find(figures, how, ManyTasksLook.HELD + ManyTasksLook.WITH_PAUSES, took.at())),
                        text(find(figures, how, ManyTasksLook.HELD_ALONE + ManyTasksLook.WITH_PAUSES, took.at()))));
        return table;
    }

    /** {@return one of these looks' figures for each number of tasks} */
    static List<Figure> all(List<Figure> figures, ManyTasksLook.Look how, String name) {
        return figures.stream()
                .filter(figure -> figure.suite().equals(WatchSuite.SUITE)
                        && figure.subject().equals(how.subject())
                        && figure.name().equals(name))
                .toList();
    }

    private static Optional<Figure> find(List<Figure> figures, ManyTasksLook.Look how, String name, double tasks) {
        return new Figure.Key(WatchSuite.SUITE, how.subject(), name, tasks).among(figures);
    }

    private static String text(Optional<Figure> found) {
        return found.map(figure -> String.format(Locale.ROOT, "%.2f, %.2f", figure.median(), figure.most()))
                .orElse("");
    }
}
