package dev.pirn.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Shows what changed between two runs. */
final class ComparisonText {

    private ComparisonText() {}

    static String of(Comparison comparison) {
        List<Comparison.Change> changed = comparison.changes().stream()
                .filter(change -> change.verdict() != Comparison.Verdict.SAME)
                .sorted(Comparator.comparingDouble(Comparison.Change::factor).reversed())
                .toList();
        TextTable table = new TextTable("", "figure", "before", "now", "unit", "cost", "noise");
        for (Comparison.Change change : changed) table.add(row(change));
        return changed.isEmpty() ? summary(comparison) : String.join("\n", table.lines()) + "\n" + summary(comparison);
    }

    static String summary(Comparison comparison) {
        long changed = comparison.changes().stream()
                .filter(change -> change.verdict() != Comparison.Verdict.SAME)
                .count();
        int worse = comparison.worse().size();
        return String.format(
                Locale.ROOT,
                "%d figures, %d worse, %d better, the rest within the noise; the peers' own figures changed by %+.1f"
                        + " %%.",
                comparison.changes().size(),
                worse,
                changed - worse,
                (comparison.drift() - 1) * 100);
    }

    private static List<String> row(Comparison.Change change) {
        Figure now = change.after();
        return List.of(
                change.verdict() == Comparison.Verdict.WORSE ? "WORSE" : "better",
                now.subject() + " " + now.name() + (now.at() == 0 ? "" : " at " + TextTable.number(now.at())),
                TextTable.number(change.before().median()),
                TextTable.number(now.median()),
                now.unit(),
                String.format(Locale.ROOT, "%+.0f %%", (change.factor() - 1) * 100),
                "± " + Session.percent(change.noise()));
    }
}
