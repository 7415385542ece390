package dev.pirn.cli.demo;

import dev.pirn.cli.Units;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints the demonstration's times. */
final class Table {

    private static final String LINE = "%-9s %-11s %-23s %9s %9s %9s  %s%n";

    private final PrintStream out;
    private final int pictures;

    Table(PrintStream out, int pictures) {
        this.out = out;
        this.pictures = pictures;
    }

    void print(List<Row> rows) {
        out.printf(LINE, "backend", "coroutines", "way", "expected", "measured", "speed-up", "verified");
        for (Row row : rows) print(row, baseline(rows, row));
    }

    /** {@return what the same backend took one after another} */
    private static @Nullable Duration baseline(List<Row> rows, Row row) {
        return rows.stream()
                .filter(other ->
                        other.way() == Way.ONE_AFTER_ANOTHER && other.backend().equals(row.backend()))
                .map(Row::measured)
                .findFirst()
                .orElse(null);
    }

    private void print(Row row, @Nullable Duration baseline) {
        Duration measured = row.measured();
        boolean isSkipped = measured == null;
        out.printf(
                LINE,
                row.backend(),
                row.engine(),
                row.way(),
                Units.time(row.expected()),
                measured == null ? "-" : Units.time(measured),
                measured == null || baseline == null ? "-" : speedUp(baseline, measured),
                isSkipped ? "left out" : row.verified() + " of " + pictures);
    }

    private static String speedUp(Duration baseline, Duration measured) {
        return String.format(Locale.ROOT, "%.1fx", Units.seconds(baseline) / Units.seconds(measured));
    }
}
