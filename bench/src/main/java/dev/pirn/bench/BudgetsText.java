package dev.pirn.bench;

import java.util.List;

/** The budgets as text. A run of a few operations is not about them. */
final class BudgetsText {

    private static final int FEW = 4;

    private BudgetsText() {}

    static List<String> of(Report report) {
        return Budgets.of(report).size() < FEW ? List.of() : table(report).lines();
    }

    static TextTable table(Report report) {
        TextTable table = new TextTable("budget", "asked", "measured", "best peer", "");
        for (Budgets.Row row : Budgets.of(report))
            table.add(List.of(row.work(), row.asked(), row.measured(), row.peer(), row.isMet() ? "met" : "missed"));
        return table;
    }
}
