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

    static Sample of(String suite, String subject, String name, double at, String unit, double value) {
        return new Sample(new Figure.Key(suite, subject, name, at), unit, List.of(value));
    }
}
