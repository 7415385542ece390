package dev.pirn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BenchCommandTest {

    @Test
    void everyFigureIsALine() {
        Cli pirn = Cli.run("bench", "micro", "--quick", "--loop", "nio");

        assertEquals(0, pirn.exitCode(), pirn.err());
        List<String> lines = pirn.out().lines().toList();
        assertEquals(12, lines.size(), pirn.out());
        for (String line : lines) assertTrue(line.matches("pirn-nio [a-z0-9_]+ [0-9]+ (ns|bytes)"), line);
    }

    @Test
    void aWrongLoopIsNamed() {
        Cli pirn = Cli.run("bench", "micro", "--loop", "nonsense");

        assertEquals(2, pirn.exitCode());
        assertTrue(pirn.err().contains("nonsense"), pirn.err());
        assertTrue(pirn.err().contains("nio"), pirn.err());
    }
}
