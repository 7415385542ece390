package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Report report = new Report(
                Map.of("java", "25 \"quoted\""),
                List.of(
                        new Figure("micro", "pirn-nio", "switch", "ns", 0, List.of(120.5, 130.25, 1e-3), 0.15),
                        new Figure("growth", "netty-nio", "rate", "/s", 4096, List.of(100_000.0))),
                List.of(new Missing("go", "there is no go", "apt-get install golang-go")));
        assertEquals(report, Report.ofJson(report.toJson()));
    }

    @Test
    void whatIsNoReportIsNamed() throws IOException {
        Path file = directory.resolve("other.json");
        for (String text : List.of("{\"format\": \"another\"}", "[1]", "nonsense", "{\"format\": \"pirn-bench 1\"}")) {
            Files.writeString(file, text);
            UserException failure = assertThrows(UserException.class, () -> Report.read(file), text);
            assertTrue(String.valueOf(failure.getMessage()).contains(file.toString()), failure.getMessage());
        }
        Path missing = directory.resolve("missing.json");
        UserException failure = assertThrows(UserException.class, () -> Report.read(missing));
        assertTrue(String.valueOf(failure.getMessage()).contains(missing.toString()), failure.getMessage());
    }
}
