package dev.pirn.bench;

import dev.pirn.cli.Output;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows how far a benchmark is: on a terminal a status line over a table that is drawn again and again at the same
 * place; elsewhere one plain line for each step.
 */
final class LiveTable {

    /** So many fit on the smallest terminal, and on it alone can they be wiped. */
    private static final int MOST_LINES = 21;

    private final PrintStream err;
    private final boolean isTerminal;
    private final int columns;
    private int drawn;

    LiveTable(Output output, int columns) {
        this.err = output.err();
        this.isTerminal = output.isTerminal();
        this.columns = columns;
    }

    /** Shows a step that begins, and what is known so far. */
    void show(String status, List<String> table) {
        if (!isTerminal) {
            err.println(status);
            return;
        }
        wipe();
        StringBuilder text = new StringBuilder(clip(status)).append('\n');
        List<String> shown = latest(table);
        for (String line : shown) text.append(clip(line)).append('\n');
        err.print(text);
        err.flush();
        drawn = 1 + shown.size();
    }

    /** {@return the head and as many of the last lines as fit} */
    private static List<String> latest(List<String> table) {
        if (table.size() <= MOST_LINES) return table;
        List<String> shown = new ArrayList<>(table.subList(table.size() - MOST_LINES + 1, table.size()));
        shown.addFirst(table.getFirst());
        return shown;
    }

    private String clip(String line) {
        return line.length() < columns ? line : line.substring(0, columns - 1);
    }

    /** Takes the table away, so that something else can be printed. */
    void wipe() {
        if (drawn == 0) return;
        err.print("\033[" + drawn + "A\r\033[J");
        err.flush();
        drawn = 0;
    }
}
