package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesCommandTest {

    @TempDir
    private Path directory;

    @Test
    void measuresBothWaysAndLeavesNoFile() {
        Cli pirn = Cli.run(
                "bench", "files", "--mib", "2", "--reads", "500", "--rounds", "1", "--loop", "nio", "--dir", directory);

        assertEquals(0, pirn.exitCode(), pirn.err());
        List<String> lines = pirn.out().lines().toList();
        assertEquals(2, lines.size(), pirn.out());
        assertTrue(lines.get(0).contains("AsyncFile"), pirn.out());
        assertTrue(lines.get(1).contains("16 threads"), pirn.out());
        for (String line : lines) assertTrue(line.contains("reads/s"), line);
        assertArrayEquals(new String[0], directory.toFile().list());
    }

    @Test
    void aDirectoryThatIsNoneAndANumberThatCannotBeAreNamed() {
        Cli missing = Cli.run("bench", "files", "--dir", directory.resolve("nosuch"));
        assertEquals(1, missing.exitCode());
        assertTrue(missing.err().contains("nosuch"), missing.err());
        Cli nothing = Cli.run("bench", "files", "--reads", "0");
        assertEquals(2, nothing.exitCode());
        assertTrue(nothing.err().contains("--reads must be positive, not '0'"), nothing.err());
    }
}
