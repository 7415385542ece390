package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class DeadlineTest {

    private static Process sleeping() throws Exception {
        return new ProcessBuilder("sleep", "100").start();
    }

    @Test
    void whatHangsIsEnded() throws Exception {
        Process process = sleeping();
        try (Deadline _ = new Deadline(Duration.ofMillis(10), process::destroyForcibly)) {
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertNotEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whatIsInTimeIsNot() throws Exception {
        Process process = sleeping();
        try {
            try (Deadline _ = new Deadline(Duration.ofMillis(200))) {
                assertTrue(process.isAlive());
            }
            assertFalse(process.waitFor(400, TimeUnit.MILLISECONDS));
        } finally {
            process.destroyForcibly();
        }
    }
}
