package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.bench.Comparison.Change;
import dev.pirn.bench.Comparison.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    @Test
    void moreThanTheNoiseOfBothIsAChange() {
        assertEquals(Verdict.SAME, verdict(ours("ns", 99, 100, 101), ours("ns", 102, 103, 104)));
        assertEquals(Verdict.WORSE, verdict(ours("ns", 99, 100, 101), ours("ns", 109, 110, 111)));
        assertEquals(Verdict.BETTER, verdict(ours("ns", 99, 100, 101), ours("ns", 89, 90, 91)));
    }

    @Test
    void noisyRoundsHideASmallChange() {
        assertEquals(Verdict.SAME, verdict(ours("ns", 80, 100, 120), ours("ns", 109, 110, 111)));
    }

    /**
     * Two quick runs of one build: each figure comes from one process, whose rounds agree better than two processes do.
     */
    @Test
    void twoProcessesOfOneBuildAgreeWithinTheNoise() {
        Figure before = oneProcess(99, 100, 101);
        assertEquals(Verdict.SAME, verdict(before, oneProcess(119, 120, 121)));
        assertEquals(Verdict.WORSE, verdict(before, oneProcess(139, 140, 141)));
        Figure several = ours("ns", 99, 100, 101);
        assertEquals(Verdict.WORSE, verdict(several, ours("ns", 119, 120, 121)), "rounds of several processes");
    }

    private static Figure oneProcess(double... rounds) {
        List<Double> values = java.util.Arrays.stream(rounds).boxed().toList();
        Sample sample = new Sample(new Figure.Key("micro", "pirn-nio", "switch", 0), "ns", values);
        return new Figure("micro", "pirn-nio", "switch", "ns", 0, values, sample.leastNoise());
    }

    @Test
    void ofRatesMoreIsBetter() {
        assertEquals(Verdict.WORSE, verdict(ours("/s", 99, 100, 101), ours("/s", 79, 80, 81)));
        assertEquals(Verdict.BETTER, verdict(ours("/s", 99, 100, 101), ours("/s", 119, 120, 121)));
    }

    @Test
    void whatTheMachineChangedIsNoChangeOfOurs() {
        Report before = report(ours("ns", 99, 100, 101), peer("go", 100), peer("tokio", 200));
        Report after = report(ours("ns", 149, 150, 151), peer("go", 150), peer("tokio", 300));

        Comparison comparison = Comparison.of(before, after);

        assertEquals(1.5, comparison.drift(), 1e-9);
        assertEquals(List.of(), comparison.worse());
    }

    @Test
    void bytesDoNotDependOnTheMachinesSpeed() {
        Report before = report(ours("bytes", 64, 64, 64), peer("go", 100));
        Report after = report(ours("bytes", 80, 80, 80), peer("go", 150));

        List<Change> worse = Comparison.of(before, after).worse();

        assertEquals(1, worse.size());
        assertEquals(1.25, worse.getFirst().factor(), 1e-9);
        assertTrue(ComparisonText.of(Comparison.of(before, after)).contains("WORSE  pirn-nio switch"));
    }

    @Test
    void whatOnlyOneRunHasIsNotCompared() {
        assertEquals(
                List.of(),
                Comparison.of(report(ours("ns", 1)), report(peer("go", 1))).changes());
    }

    private static Verdict verdict(Figure before, Figure after) {
        return Comparison.of(report(before), report(after)).changes().getFirst().verdict();
    }

    private static Report report(Figure... figures) {
        return new Report(Map.of(), List.of(figures), List.of());
    }

    private static Figure ours(String unit, double... rounds) {
        return new Figure(
                "micro",
                "pirn-nio",
                "switch",
                unit,
                0,
                java.util.Arrays.stream(rounds).boxed().toList());
    }

    private static Figure peer(String subject, double value) {
        return new Figure("micro", subject, "switch", "ns", 0, List.of(value, value, value));
    }
}
