package dev.pirn.bench;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * One thing that was measured, with every round of it.
 *
 * @param suite the benchmark, for example {@code micro}
 * @param subject who was measured, for example {@code pirn-epoll}
 * @param name what was measured, for example {@code switch}
 * @param unit {@code ns}, {@code bytes}, {@code /s} and so on
 * @param at of a growing cost, the size it was measured at: connections, timers, bytes, percentiles. Zero if there is
 *     none
 * @param rounds the raw figures, in the order in which they were taken
 * @param leastNoise the noise that it has however well its rounds agree
 */
record Figure(
        String suite, String subject, String name, String unit, double at, List<Double> rounds, double leastNoise) {

    Figure {
        if (rounds.isEmpty()) throw new IllegalArgumentException("no rounds of " + subject + " " + name);
        rounds = List.copyOf(rounds);
    }

    /** Of rounds that know nothing of each other. */
    Figure(String suite, String subject, String name, String unit, double at, List<Double> rounds) {
        this(suite, subject, name, unit, at, rounds, Statistics.LEAST_NOISE);
    }

    /** What makes two figures the same measurement, in one run or in two. */
    record Key(String suite, String subject, String name, double at) {

        boolean isOurs() {
            return subject.startsWith("pirn-");
        }

        /** {@return the figure of this, if it was measured} */
        Optional<Figure> among(List<Figure> figures) {
            return figures.stream().filter(figure -> figure.key().equals(this)).findFirst();
        }
    }

    Key key() {
        return new Key(suite, subject, name, at);
    }

    double median() {
        return Statistics.median(rounds);
    }

    double most() {
        return Collections.max(rounds);
    }

    /** {@return by what share another round may differ} As {@link Statistics#noise}. */
    double noise() {
        return Statistics.noise(rounds, leastNoise);
    }

    /** {@return whether more of it is better} */
    boolean moreIsBetter() {
        return unit.equals("/s") || unit.equals("x");
    }
}
