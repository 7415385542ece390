package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void theMedianIsTheMiddleWhateverTheOrder() {
        assertEquals(3, Statistics.median(List.of(9.0, 1.0, 3.0)));
        assertEquals(2.5, Statistics.median(List.of(4.0, 1.0, 2.0, 3.0)));
        assertEquals(7, Statistics.median(List.of(7.0)));
        assertThrows(IllegalArgumentException.class, () -> Statistics.median(List.of()));
    }

    @Test
    void theDeviationIsThatOfASample() {
        assertEquals(1, Statistics.deviation(List.of(1.0, 2.0, 3.0)), 1e-12);
        assertEquals(0, Statistics.deviation(List.of(5.0)));
    }

    @Test
    void theNoiseIsTwoDeviationsOfTheMedianAndNeverNothing() {
        assertEquals(0.2, noise(List.of(9.0, 10.0, 11.0)), 1e-12);
        assertEquals(Statistics.LEAST_NOISE, noise(List.of(10.0, 10.0, 10.0)));
        assertEquals(1, noise(List.of(10.0)), "one round tells nothing");
        assertEquals(1, noise(List.of(0.0, 0.0, 5.0)));
    }

    @Test
    void theNoiseIsNeverLessThanTheLeast() {
        assertEquals(0.15, Statistics.noise(List.of(99.0, 100.0, 101.0), 0.15));
        assertEquals(0.2, Statistics.noise(List.of(9.0, 10.0, 11.0), 0.15), 1e-12);
    }

    private static double noise(List<Double> values) {
        return Statistics.noise(values, Statistics.LEAST_NOISE);
    }

    @Test
    void aQuantileLiesBetweenTwoValues() {
        List<Double> values = List.of(4.0, 1.0, 3.0, 2.0, 5.0);
        assertEquals(2, Statistics.quantile(values, 0.25));
        assertEquals(3.4, Statistics.quantile(values, 0.6), 1e-12);
        assertEquals(5, Statistics.quantile(values, 1));
        assertEquals(7, Statistics.quantile(List.of(7.0), 0.75));
        assertThrows(IllegalArgumentException.class, () -> Statistics.quantile(List.of(), 0.5));
    }

    /**
     * Of a hundred values of a normal distribution the mean has an error of a tenth of the deviation, the median a
     * quarter more.
     */
    @Test
    void theErrorOfTheMedianIsThatOfManyValuesWhateverAFewAre() {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < 96; i++) values.add(1 + (i % 2 == 0 ? 1 : -1) * 1.349 / 2);
        values.addAll(List.of(1e6, -1e6, 1e6, -1e6));
        assertEquals(0.1253, Statistics.errorOfMedian(values), 1e-4);
        assertEquals(0, Statistics.errorOfMedian(List.of(3.0)));
    }

    @Test
    void theSpreadIsTheWholeRange() {
        assertEquals(0.5, Statistics.spread(List.of(8.0, 10.0, 13.0)), 1e-12);
        assertEquals(0, Statistics.spread(List.of(0.0)));
    }
}
