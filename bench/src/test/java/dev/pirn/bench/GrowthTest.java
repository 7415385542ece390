package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.bench.Growth.Point;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class GrowthTest {

    @Test
    void aPowerLawIsFoundAgain() {
        Growth growth = fit(size -> 3 * Math.pow(size, 0.5));
        assertEquals(0.5, growth.exponent(), 1e-9);
        assertEquals(3, growth.factor(), 1e-9);
        assertEquals(1, growth.fit(), 1e-9);
    }

    @Test
    void aConstantHasTheExponentZero() {
        assertEquals(0, fit(size -> 42).exponent(), 1e-9);
    }

    @Test
    void theLogarithmGrowsSlowerThanAnyRootThatMatters() {
        Growth growth = fit(size -> Math.log(size));
        assertTrue(growth.exponent() > 0.05 && growth.exponent() < 0.2, growth.toString());
        assertTrue(growth.fit() < 1);
    }

    @Test
    void figuresAreSortedBySize() {
        Figure large = new Figure("growth", "pirn-nio", "switch", "ns", 10_000, List.of(10_000.0));
        Figure middle = new Figure("growth", "pirn-nio", "switch", "ns", 100, List.of(90.0, 100.0, 110.0));
        Figure huge = new Figure("growth", "pirn-nio", "switch", "ns", 100_000, List.of(100_000.0));
        Figure small = new Figure("growth", "pirn-nio", "switch", "ns", 1, List.of(1.0));
        assertEquals(1, Growth.of(List.of(huge, large, middle, small)).exponent(), 1e-9);
    }

    @Test
    void whatHasNoExponentIsRefused() {
        List<Point> few = List.of(new Point(1, 1), new Point(2, 1), new Point(3, 1));
        assertThrows(IllegalArgumentException.class, () -> Growth.fit(few));
        List<Point> negative = List.of(new Point(1, 1), new Point(2, -1), new Point(3, 1), new Point(4, 1));
        assertThrows(IllegalArgumentException.class, () -> Growth.fit(negative));
        List<Point> same = List.of(new Point(2, 1), new Point(2, 2), new Point(2, 3), new Point(2, 4));
        assertThrows(IllegalArgumentException.class, () -> Growth.fit(same));
    }

    private static Growth fit(DoubleUnaryOperator cost) {
        return Growth.fit(DoubleStream.of(10, 100, 1000, 10_000, 100_000)
                .mapToObj(size -> new Point(size, cost.applyAsDouble(size)))
                .toList());
    }
}
