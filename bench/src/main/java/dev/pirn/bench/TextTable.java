package dev.pirn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text in columns: the first to the left, numbers to the right. */
final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... head) {
        rows.add(List.of(head));
    }

    void add(List<String> row) {
        rows.add(List.copyOf(row));
    }

    List<String> lines() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows)
            for (int i = 0; i < row.size(); i++)
                widths[i] = Math.max(widths[i], row.get(i).length());
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String cell = row.get(i);
            String blanks = " ".repeat(widths[i] - cell.length());
            if (i == 0) line.append(cell).append(blanks);
            else line.append("  ").append(blanks).append(cell);
        }
        return line.toString().stripTrailing();
    }

    /** {@return whether there is nothing under its head} */
    boolean isEmpty() {
        return rows.size() == 1;
    }

    /** {@return the same as a table of Markdown's} */
    List<String> markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(markdown(rows.getFirst()));
        lines.add("|---|" + "---:|".repeat(rows.getFirst().size() - 1));
        for (List<String> row : rows.subList(1, rows.size())) lines.add(markdown(row));
        return lines;
    }

    private static String markdown(List<String> row) {
        return "| " + String.join(" | ", row) + " |";
    }

    /** {@return a size as it is written: whole numbers with separators} */
    static String size(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value) : number(value);
    }

    /** {@return a number with as many digits as a reader wants} */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100) return String.format(Locale.ROOT, "%.0f", value);
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value);
    }
}
