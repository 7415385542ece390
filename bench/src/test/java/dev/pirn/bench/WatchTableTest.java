package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTableTest {

    @TempDir
    private Path directory;

    private static Figure figure(Watching watching, String name, Double... rounds) {
        return new Figure("watch", watching.subject(), name, "x", 0, List.of(rounds));
    }

    private static Figure look(String name, String unit, Double... rounds) {
        return new Figure("watch", "pirn-ps", name, unit, 100_000, List.of(rounds));
    }

    private static List<Figure> costs(double rateOfDefault) {
        return List.of(
                figure(Watching.NOTHING, "switch", 100.0),
                figure(Watching.DEFAULT, "switch", 103.0),
                figure(Watching.NOTHING, "streams_rate_ratio", 1.0, 1.0, 1.0),
                figure(
                        Watching.DEFAULT,
                        "streams_rate_ratio",
                        rateOfDefault - 0.002,
                        rateOfDefault,
                        rateOfDefault + 0.002),
                figure(Watching.DEFAULT, "protocol_processor_ratio", 1.01));
    }

    private static List<Figure> looks(double held) {
        return List.of(
                look("look", "s", 0.5, 0.6, 1.5),
                look("held", "ms", 1.0, held),
                look("held_alone", "ms", 0.2, 0.3),
                look("held_or_paused", "ms", 8.0));
    }

    private static Sample sample(Watching watching, String name, String unit, double value) {
        return Sample.of("watch", watching.subject(), name, 0, unit, value);
    }

    @Test
    void aRatioIsToTheUnwatchedServerOfTheSameRound() {
        List<Sample> ratios = WatchSuite.ratios(List.of(
                sample(Watching.DEFAULT, "streams_rate", "/s", 98.0),
                sample(Watching.DEFAULT, "streams_processor", "us", 6.0),
                sample(Watching.NOTHING, "streams_rate", "/s", 100.0),
                sample(Watching.NOTHING, "streams_processor", "us", 5.0)));

        assertTrue(ratios.contains(sample(Watching.DEFAULT, "streams_rate_ratio", "x", 0.98)), ratios.toString());
        assertTrue(
                ratios.contains(sample(Watching.DEFAULT, "streams_processor_ratio", "times", 1.2)), ratios.toString());
        assertTrue(ratios.contains(sample(Watching.NOTHING, "streams_rate_ratio", "x", 1)), ratios.toString());
        assertEquals(4, ratios.size());
    }

    @Test
    void aRoundWithoutTheUnwatchedServerOrItsProcessorTimeHasNoRatios() {
        assertEquals(
                List.of(),
                WatchSuite.ratios(List.of(
                        sample(Watching.DEFAULT, "streams_rate", "/s", 98.0),
                        sample(Watching.DEFAULT, "streams_processor", "us", 0),
                        sample(Watching.NOTHING, "streams_processor", "us", 0))));
    }

    @Test
    void everyWayToLookIsARowWithWhatWasMeasuredOfIt() {
        assertEquals(
                List.of(
                        "| who looks | switch ns | spawn ns | streams: rate | processor | protocol: rate | processor |",
                        "|---|---:|---:|---:|---:|---:|---:|",
                        "| nothing: no watchdog | 100 (1.00 ×) |  | 1.000 (1.000–1.000) |  |  |  |",
                        "| the default: a watchdog | 103 (1.03 ×) |  | 0.990 (0.989–0.991) |  |  | 1.010 (1.010–1.010)"
                                + " |"),
                WatchTable.of(costs(0.99)).markdown());
        assertTrue(WatchTable.of(looks(1)).isEmpty());
    }

    @Test
    void whatIsAlwaysOnMayTakeAFiftiethOfTheRate() {
        assertEquals(
                List.of(new Budgets.Row("always-on watching, streams", "≤ 2 % of the rate", "1.0 ± 0.1 %", "", true)),
                Budgets.of(new Report(Map.of(), costs(0.99), List.of())));
        assertFalse(Budgets.of(new Report(Map.of(), costs(0.97), List.of()))
                .getFirst()
                .isMet());
    }

    @Test
    void aRunThatMeasuredNothingThatIsAskedHasNoBudgets() {
        List<Figure> operations = costs(1).subList(0, 2);
        assertEquals(List.of(), BudgetsText.of(new Report(Map.of(), operations, List.of())));
        assertEquals(
                2, BudgetsText.of(new Report(Map.of(), costs(1), List.of())).size());
    }

    @Test
    void roundsThatDifferTooMuchShowNothing() {
        Figure figure = figure(Watching.DEFAULT, "streams_rate_ratio", 0.5, 1.0, 1.5);
        Budgets.Row row =
                Budgets.of(new Report(Map.of(), List.of(figure), List.of())).getFirst();
        assertEquals("0.0 ± 26.8 %, too rough to judge", row.measured());
        assertFalse(row.isMet());
    }

    @Test
    void theLongestOfAllLooksIsAskedAbout() {
        assertEquals(
                List.of(
                        new Budgets.Row("pirn ps PID of 100,000 tasks", "≤ 2 s", "1.50 s", "", true),
                        new Budgets.Row("the loop held by pirn ps PID, but for GC", "≤ 5 ms", "6.00 ms", "", false)),
                Budgets.of(new Report(Map.of(), looks(6), List.of())));
    }

    @Test
    void aReportOfBothShowsBoth() throws Exception {
        Path first = Files.writeString(
                directory.resolve("watch.json"), new Report(Map.of(), costs(0.99), List.of()).toJson());
        Path second =
                Files.writeString(directory.resolve("many.json"), new Report(Map.of(), looks(1), List.of()).toJson());

        Cli markdown = Cli.run("bench", "report", first, second, "--markdown");
        List<String> lines = markdown.out().lines().toList();
        assertTrue(lines.contains("### What watching costs"), markdown.out());
        assertTrue(
                lines.contains("| pirn ps PID | 100,000 | 0.60, 1.50 | 1.00, 1.00 | 0.25, 0.30 |  | 8.00, 8.00 |  |"),
                markdown.out());
        Cli text = Cli.run("bench", "report", first);
        assertTrue(text.out().contains("the default: a watchdog"), text.out());
        assertTrue(text.out().contains("met"), text.out());
    }

    @Test
    void theSameWordsOfTwoWaysWouldHideOne() {
        List<String> all = new ArrayList<>();
        for (Watching watching : Watching.values()) all.add(watching.words());
        assertEquals(all.size(), all.stream().distinct().count());
    }
}
