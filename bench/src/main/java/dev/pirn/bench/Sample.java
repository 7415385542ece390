package dev.pirn.bench;

import java.util.List;

/**
 * A figure of one round.
 *
 * @param key what was measured
 * @param unit its unit
 * @param values the figure; several if one measurement took it several times
 */
record Sample(Figure.Key key, String unit, List<Double> values) {

    /** {@return the noise that it has at least} Of times: what is counted is the same in every process. */
    double leastNoise() {
        boolean isOneProcess = values.size() > 1 && !unit.equals("bytes");
        return isOneProcess ? Statistics.LEAST_NOISE_OF_ONE_PROCESS : Statistics.LEAST_NOISE;
    }

    static Sample of(String suite, String subject, String name, double at, String unit, double value) {
        return new Sample(new Figure.Key(suite, subject, name, at), unit, List.of(value));
    }
}
