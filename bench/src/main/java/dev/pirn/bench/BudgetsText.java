package dev.pirn.bench;

import java.util.List;

/** The budgets as text. A run of a few operations is not about them. */
final class BudgetsText {

    private static final int FEW = 4;

    private BudgetsText() {}

    static List<String> of(Report report) {
        int rows = Budgets.of(report).size();
        boolean isAsked = rows >= FEW || (rows > 0 && isOfWatching(report));
        return isAsked ? table(report).lines() : List.of();
    }

    /** Shows whether the costs of watching keep their budgets. */
    private static boolean isOfWatching(Report report) {
        return report.figures().stream().anyMatch(figure -> figure.suite().equals(WatchSuite.SUITE));
    }

    static TextTable table(Report report) {
        TextTable table = new TextTable("budget", "asked", "measured", "best peer", "");
        for (Budgets.Row row : Budgets.of(report))
            table.add(List.of(row.work(), row.asked(), row.measured(), row.peer(), row.isMet() ? "met" : "missed"));
        return table;
    }
}
