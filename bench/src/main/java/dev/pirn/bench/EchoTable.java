package dev.pirn.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The echo servers beside each other, fastest first. */
final class EchoTable {

    private static final List<String> FIGURES = List.of(
            "rate",
            "ratio",
            "user",
            "system",
            "latency@50",
            "latency@99",
            "latency@99.9",
            "resident",
            "start",
            "start_aot");

    private EchoTable() {}

    static List<String> of(List<Figure> figures) {
        return table(figures).lines();
    }

    static TextTable table(List<Figure> figures) {
        Map<String, Map<String, Figure>> subjects = figures.stream()
                .filter(figure -> figure.suite().equals(EchoMeasurement.SUITE))
                .collect(Collectors.groupingBy(
                        Figure::subject, Collectors.toMap(EchoTable::column, Function.identity())));
        TextTable table = new TextTable(
                "server",
                "echoes/s",
                "ratio",
                "user us",
                "sys us",
                "p50 us",
                "p99 us",
                "p99.9 us",
                "MiB",
                "start ms",
                "with AOT");
        subjects.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -median(entry.getValue(), "rate")))
                .forEach(entry -> table.add(row(entry.getKey(), entry.getValue())));
        return table;
    }

    private static String column(Figure figure) {
        if (figure.at() == 0) return figure.name();
        boolean isWhole = figure.at() == Math.rint(figure.at());
        return figure.name() + "@" + (isWhole ? Long.toString(Math.round(figure.at())) : Double.toString(figure.at()));
    }

    private static double median(Map<String, Figure> figures, String name) {
        Figure figure = figures.get(name);
        return figure == null ? 0 : figure.median();
    }

    private static List<String> row(String subject, Map<String, Figure> figures) {
        List<String> row = new ArrayList<>(List.of(subject));
        for (String name : FIGURES) row.add(figures.containsKey(name) ? TextTable.number(median(figures, name)) : "");
        return row;
    }
}
