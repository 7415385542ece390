package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class EchoBenchCommandTest {

    @TempDir
    private Path directory;

    @Test
    void aServerAndAPeerAreMeasuredInRounds() {
        Path json = directory.resolve("echo.json");
        Cli pirn = Cli.run(
                "bench",
                "echo",
                "--quick",
                "--step-millis",
                "40",
                "--loop",
                "nio",
                "--rate",
                "500",
                "--connections",
                "4",
                "--only",
                "(pirn-nio-protocol|netty-nio) echo",
                "--json",
                json);

        assertEquals(0, pirn.exitCode(), pirn.err());
        assertFalse(pirn.err().contains("failed"), pirn.err());
        assertTrue(pirn.out().contains("pirn-nio-protocol"), pirn.out());
        Report report = Report.read(json);
        assertEquals(2, ours(report, "rate").rounds().size());
        assertEquals(2, ours(report, "ratio").rounds().size());
        assertTrue(ours(report, "rate").median() > 100, report.toString());
        assertTrue(ours(report, "resident").median() > 10, report.toString());
        assertEquals("netty-nio", report.about().get("ratios to"));
        List<Double> latencies = report.figures().stream()
                .filter(figure ->
                        figure.subject().equals("netty-nio") && figure.name().equals("latency"))
                .map(Figure::median)
                .toList();
        assertEquals(EchoMeasurement.PERCENTILES.size(), latencies.size());
        assertEquals(latencies.stream().sorted().toList(), latencies, "percentiles rise");
    }

    private static Figure ours(Report report, String name) {
        Figure.Key key = new Figure.Key("echo", "pirn-nio-protocol", name, 0);
        return report.figures().stream()
                .filter(figure -> figure.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** The generator in Java serves where there is no compiler, and says what the one in C says. */
    @ParameterizedTest
    @CsvSource({"true, 0, 1024", "false, 0, 1024", "true, 1000, 300000", "false, 1000, 300000"})
    void bothGeneratorsDriveAServer(boolean isC, int rate, int bytes) throws Exception {
        assumeTrue(!isC || Workshop.find("gcc") != null, "SKIPPED: no gcc");
        Workshop workshop = new Workshop(directory, isC ? System.getenv("PATH") : "");
        LoadGenerator generator = LoadGenerator.make(workshop, Cores.find());
        assertEquals(isC, generator.toString().startsWith("echo_load.c"), generator.toString());
        Duration length = Duration.ofMillis(400);
        try (ServerProcess server =
                ServerProcess.start(EchoServer.pirn("nio").getFirst().command())) {
            LoadGenerator.Outcome outcome =
                    generator.run(server, new LoadGenerator.Load(4, bytes, rate, Duration.ofMillis(100), length));
            if (rate == 0) assertTrue(outcome.perSecond() > 100, outcome.toString());
            else assertEquals(rate, outcome.perSecond(), rate * 0.1, "all that is due counts, late or not");
            assertTrue(outcome.latencies().getMaxValue() > 1000, "no echo takes less than a microsecond");
        }
    }

    @Test
    void aNumberThatCannotBeIsNamed() {
        Cli pirn = Cli.run("bench", "echo", "--rate", "-1");
        assertEquals(2, pirn.exitCode());
        assertTrue(pirn.err().contains("--rate must be positive, not '-1'"), pirn.err());
    }
}
