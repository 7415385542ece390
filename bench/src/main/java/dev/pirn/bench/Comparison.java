package dev.pirn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Two runs beside each other. A figure has changed if its medians differ by more than the noise of both runs together;
 * what the machine itself changed is seen in the peers, whose code is the same in both.
 *
 * @param drift by what factor the peers' figures changed in the middle, costs and rates alike: above 1 the machine was
 *     slower in the new run
 * @param changes one for each figure that both runs have
 */
record Comparison(double drift, List<Change> changes) {

    /** What became of a figure. */
    enum Verdict {
        /** Slower, larger or later, beyond the noise. */
        WORSE,
        /** Faster, smaller or earlier, beyond the noise. */
        BETTER,
        /** Within the noise. */
        SAME
    }

    /**
     * A figure in both runs.
     *
     * @param before in the old run
     * @param after in the new one
     * @param factor its cost in the new run, in that of the old one: above 1 is worse
     * @param noise by what share the two may differ without a reason
     */
    record Change(Figure before, Figure after, double factor, double noise) {

        Verdict verdict() {
            if (factor > 1 + noise) return Verdict.WORSE;
            return factor < 1 / (1 + noise) ? Verdict.BETTER : Verdict.SAME;
        }
    }

    static Comparison of(Report before, Report after) {
        Map<Figure.Key, Figure> old =
                before.figures().stream().collect(Collectors.toMap(Figure::key, Function.identity()));
        List<Figure> both = after.figures().stream()
                .filter(figure -> old.containsKey(figure.key()))
                .toList();
        double drift = drift(old, both);
        List<Change> changes = new ArrayList<>();
        for (Figure figure : both) changes.add(change(old(old, figure), figure, drift));
        return new Comparison(drift, changes);
    }

    private static double drift(Map<Figure.Key, Figure> old, List<Figure> both) {
        List<Double> factors = both.stream()
                .filter(figure -> !figure.key().isOurs() && isTime(figure))
                .map(figure -> factor(old(old, figure), figure))
                .filter(factor -> factor > 0 && Double.isFinite(factor))
                .toList();
        return factors.isEmpty() ? 1 : Statistics.median(factors);
    }

    /** The speed of the machine shows in times and rates, not in bytes or in ratios. */
    private static boolean isTime(Figure figure) {
        return !figure.unit().equals("bytes")
                && !figure.unit().equals("MiB")
                && !figure.unit().equals("x");
    }

    private static Figure old(Map<Figure.Key, Figure> old, Figure figure) {
        Figure found = old.get(figure.key());
        if (found == null) throw new IllegalStateException("not in the old run: " + figure.key());
        return found;
    }

    /** The drift of the machine is not a change of ours, and not known more exactly than the noise. */
    private static Change change(Figure before, Figure after, double drift) {
        double factor = factor(before, after);
        double noise = before.noise() + after.noise();
        return new Change(before, after, isTime(after) ? factor / drift : factor, noise);
    }

    private static double factor(Figure before, Figure after) {
        double was = before.median();
        double is = after.median();
        if (was == is) return 1;
        return after.moreIsBetter() ? was / is : is / was;
    }

    List<Change> worse() {
        return changes.stream()
                .filter(change -> change.verdict() == Verdict.WORSE)
                .toList();
    }
}
