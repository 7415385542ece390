package dev.pirn.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The little statistics that the report needs. */
final class Statistics {

    /** No machine of ours repeats itself more exactly, however few rounds happen to agree. */
    static final double LEAST_NOISE = 0.02;

    /**
     * Rounds of one process agree with each other better than with those of another process, in which the compiler may
     * have inlined otherwise and memory lies elsewhere: medians of two processes were seen 5 to 25 % apart, and a
     * comparison adds the noise of both.
     */
    static final double LEAST_NOISE_OF_ONE_PROCESS = 0.15;

    /** What one round alone says of its noise: nothing. */
    private static final double UNKNOWN_NOISE = 1;

    private static final double DEVIATIONS = 2;

    /** The median varies so much more than the mean. */
    private static final double ERROR_OF_MEDIAN = Math.sqrt(Math.PI / 2);

    /** So many standard deviations lie between the quartiles of a normal distribution. */
    private static final double QUARTILES_IN_DEVIATIONS = 1.349;

    private Statistics() {}

    /** {@return the middle value, or the mean of the two in the middle} */
    static double median(List<Double> values) {
        List<Double> sorted = sorted(values, "median");
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** {@return the value that a share of all are not above; between two of them what lies in proportion} */
    static double quantile(List<Double> values, double share) {
        List<Double> sorted = sorted(values, "quantile");
        double place = share * (sorted.size() - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
    }

    private static List<Double> sorted(List<Double> values, String what) {
        if (values.isEmpty()) throw new IllegalArgumentException("no values, so no " + what);
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted;
    }

    /**
     * {@return the standard error of the median, as far as the quartiles show: of values that are normally distributed
     * but for a few} Zero for a single one.
     */
    static double errorOfMedian(List<Double> values) {
        double between = quantile(values, 0.75) - quantile(values, 0.25);
        return ERROR_OF_MEDIAN * between / QUARTILES_IN_DEVIATIONS / Math.sqrt(values.size());
    }

    /** {@return the standard deviation of a round, estimated from few; zero for a single one} */
    static double deviation(List<Double> values) {
        if (values.size() < 2) return 0;
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.size() - 1));
    }

    /**
     * {@return by what share of the median another round may differ: two standard deviations, so that one round in
     * twenty is further away} One outlier makes it large, and should.
     *
     * @param least what it is at least
     */
    static double noise(List<Double> values, double least) {
        if (values.size() < 2) return UNKNOWN_NOISE;
        double median = Math.abs(median(values));
        if (median == 0) return deviation(values) == 0 ? least : UNKNOWN_NOISE;
        return Math.max(least, DEVIATIONS * deviation(values) / median);
    }

    /** {@return the distance between the largest and the smallest round, as a share of the median} */
    static double spread(List<Double> values) {
        double median = Math.abs(median(values));
        return median == 0 ? 0 : (Collections.max(values) - Collections.min(values)) / median;
    }
}
