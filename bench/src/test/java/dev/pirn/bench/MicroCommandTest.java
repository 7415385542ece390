package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicroCommandTest {

    @TempDir
    private Path directory;

    @Test
    void everyFigureIsALineAndItsRoundsAreKept() throws Exception {
        Path json = directory.resolve("micro.json");
        Path html = directory.resolve("micro.html");
        Cli pirn = Cli.run(
                "bench",
                "micro",
                "--quick",
                "--loop",
                "nio",
                "--step-millis",
                "2",
                "--only",
                "pirn-nio switch|kotlin switch|netty-nio call_soon$",
                "--json",
                json,
                "--html",
                html);

        assertEquals(0, pirn.exitCode(), pirn.err());
        List<String> lines = pirn.out().lines().toList();
        for (String line : lines) assertTrue(line.matches("[a-z0-9_-]+ [a-z0-9_]+ [0-9.]+ (ns|bytes)"), line);
        assertTrue(lines.stream().anyMatch(line -> line.matches("pirn-nio switch [0-9.]+ ns")), pirn.out());
        assertTrue(lines.stream().anyMatch(line -> line.matches("pirn-nio switch_alloc [0-9.]+ bytes")), pirn.out());
        assertTrue(lines.stream().anyMatch(line -> line.matches("kotlin switch [0-9.]+ ns")), pirn.out());
        assertTrue(lines.stream().anyMatch(line -> line.matches("netty-nio call_soon [0-9.]+ ns")), pirn.out());
        Report report = Report.read(json);
        assertEquals(lines, report.figures().stream().map(Lines::line).toList());
        for (Figure figure : report.figures()) assertEquals(5, figure.rounds().size(), figure.toString());
        assertTrue(Files.readString(html).contains("pirn-nio"));
    }

    @Test
    void aWrongLoopIsNamed() {
        Cli pirn = Cli.run("bench", "micro", "--loop", "nonsense");

        assertEquals(2, pirn.exitCode());
        assertTrue(pirn.err().contains("nonsense"), pirn.err());
        assertTrue(pirn.err().contains("nio"), pirn.err());
    }

    @Test
    void aPatternOrANumberThatCannotBeIsNamed() {
        Cli pattern = Cli.run("bench", "micro", "--no-peers", "--only", "(");
        assertEquals(2, pattern.exitCode(), pattern.err());
        assertTrue(pattern.err().contains("--only is not a regular expression"), pattern.err());
        Cli number = Cli.run("bench", "micro", "--step-millis", "0");
        assertEquals(2, number.exitCode(), number.err());
        assertTrue(number.err().contains("--step-millis must be positive, not '0'"), number.err());
    }
}
