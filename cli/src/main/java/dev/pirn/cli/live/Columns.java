package dev.pirn.cli.live;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells, put under each other; the last column may be longer than the others. */
final class Columns {

    private static final int LONGEST = 200;
    private static final int LONGEST_LAST = 2_000;

    private final boolean[] isRight;
    private final String gap;
    private final List<String[]> rows = new ArrayList<>();

    /** @param form one character a column: {@code l} for text, {@code r} for numbers */
    Columns(String form) {
        this(form, "  ");
    }

    /** @param gap between two columns */
    Columns(String form, String gap) {
        this.gap = gap;
        isRight = new boolean[form.length()];
        for (int i = 0; i < isRight.length; i++) isRight[i] = form.charAt(i) == 'r';
    }

    void add(Object... cells) {
        String[] row = new String[isRight.length];
        for (int i = 0; i < row.length; i++) row[i] = cut(String.valueOf(cells[i]), i == row.length - 1);
        rows.add(row);
    }

    /** One long name must not make every row as long. */
    private static String cut(String cell, boolean isLast) {
        int most = isLast ? LONGEST_LAST : LONGEST;
        return cell.length() <= most ? cell : cell.substring(0, most - 1) + "…";
    }

    /** {@return the rows as lines} */
    List<String> lines() {
        int[] widths = new int[isRight.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) widths[i] = Math.max(widths[i], row[i].length());
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            if (i > 0) line.append(gap);
            String padding = " ".repeat(widths[i] - row[i].length());
            line.append(isRight[i] ? padding + row[i] : row[i] + padding);
        }
        return line.toString().stripTrailing();
    }
}
