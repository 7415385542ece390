package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class WatchCommandTest {

    @TempDir
    private Path directory;

    private static Figure find(Report report, String subject, String name, double at) {
        Figure.Key key = new Figure.Key("watch", subject, name, at);
        return report.figures().stream()
                .filter(figure -> figure.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + key + " in " + report));
    }

    /** One of each kind: nobody, somebody within, somebody in another process, a recording. */
    @Test
    void serversAreComparedWithTheOneNobodyLooksAt() {
        Path json = directory.resolve("watch.json");
        Cli pirn = Cli.run(
                "bench",
                "watch",
                "--quick",
                "--step-millis",
                "10",
                "--loop",
                "nio",
                "--only",
                "pirn-(nothing|default|jmx|top|console|jfr) streams",
                "--json",
                json);

        assertEquals(0, pirn.exitCode(), pirn.err());
        assertFalse(pirn.err().contains("failed"), pirn.err());
        Report report = Report.read(json);
        assertEquals("nio", report.about().get("watched"));
        for (Watching watching :
                new Watching[] {Watching.DEFAULT, Watching.JMX, Watching.TOP, Watching.CONSOLE, Watching.JFR}) {
            Figure ratio = find(report, watching.subject(), "streams_rate_ratio", 0);
            assertEquals(8, ratio.rounds().size());
            assertTrue(ratio.median() > 0, ratio.toString());
            assertTrue(find(report, watching.subject(), "streams_processor", 0).median() > 0.1, report.toString());
        }
        assertEquals(1, find(report, "pirn-nothing", "streams_rate_ratio", 0).median());
        assertTrue(pirn.out().contains("the console's page, open"), pirn.out());
        assertTrue(pirn.out().contains("always-on watching, streams"), pirn.out());
    }

    @Test
    void operationsAreMeasuredInJvmsWithTheSameFlags() {
        Cli pirn = Cli.run(
                "bench",
                "watch",
                "--quick",
                "--step-millis",
                "2",
                "--loop",
                "nio",
                "--only",
                "pirn-(nothing|meter|jfr) spawn");

        assertEquals(0, pirn.exitCode(), pirn.err());
        assertFalse(pirn.err().contains("failed"), pirn.err());
        assertTrue(pirn.out().contains("a meter, read each second"), pirn.out());
        assertTrue(pirn.out().contains("a recording, pirn.jfc"), pirn.out());
        assertFalse(pirn.out().contains("debug mode"), pirn.out());
    }

    @Test
    void aProgramOfManyTasksIsLookedAt() {
        Path json = directory.resolve("many.json");
        Cli pirn = Cli.run("bench", "watch", "--tasks", "300", "--loop", "nio", "--rounds", "1", "--json", json);

        assertEquals(0, pirn.exitCode(), pirn.err());
        assertFalse(pirn.err().contains("failed"), pirn.err());
        Report report = Report.read(json);
        for (ManyTasksLook.Look how : ManyTasksLook.Look.values()) {
            Figure took = find(report, how.subject(), ManyTasksLook.SECONDS, 300);
            assertEquals(1, took.rounds().size());
            assertTrue(took.median() > 0 && took.median() < 60, took.toString());
            Figure held = find(report, how.subject(), ManyTasksLook.HELD, 300);
            Figure withPauses = find(report, how.subject(), ManyTasksLook.HELD + ManyTasksLook.WITH_PAUSES, 300);
            assertTrue(held.median() <= withPauses.median(), held + " " + withPauses);
            assertTrue(withPauses.median() > 0 && withPauses.median() < 60_000, withPauses.toString());
            Figure alone = find(report, how.subject(), ManyTasksLook.HELD_ALONE, 300);
            assertEquals(1, alone.rounds().size());
        }
        assertTrue(pirn.out().contains("the loop held by pirn ps PID"), pirn.out());
    }

    @Test
    void aNumberOfTasksThatCannotBeIsNamed() {
        Cli pirn = Cli.run("bench", "watch", "--tasks", "0");
        assertEquals(2, pirn.exitCode());
        assertTrue(pirn.err().contains("--tasks must be positive, not '0'"), pirn.err());
    }
}
