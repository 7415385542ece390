package dev.pirn.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The little statistics that the report needs. */
final class Statistics {

    /** No machine of ours repeats itself more exactly, however few rounds happen to agree. */
    static final double LEAST_NOISE = 0.02;

    /**
     * Rounds of one process agree with each other better than with those of another process, in which the compiler may have
     * inlined otherwise and memory lies elsewhere: medians of two processes were seen 5 to 25 % apart, and a comparison adds
     * the noise of both.
     */
    static final double LEAST_NOISE_OF_ONE_PROCESS = 0.15;

    /** What one round alone says of its noise: nothing. */
    private static final double UNKNOWN_NOISE = 1;

    private static final double DEVIATIONS = 2;

    private Statistics() {}

    /** {@return the middle value, or the mean of the two in the middle} */
    static double median(List<Double> values) {
        if (values.isEmpty()) throw new IllegalArgumentException("no values, so no median");
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
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
     * {@return by what share of the median another round may differ: two standard deviations, so that one round in twenty is
     * further away} One outlier makes it large, and should.
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
