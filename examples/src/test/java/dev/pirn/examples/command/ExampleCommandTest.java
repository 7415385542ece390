package dev.pirn.examples.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.cli.Main;
import dev.pirn.cli.Output;
import dev.pirn.examples.Example;
import dev.pirn.examples.Examples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The commands, found by the service loader as {@code ./pirn} finds them. */
@ResourceLock(Resources.SYSTEM_OUT)
class ExampleCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void theListNamesThemAll() {
        assertEquals(0, pirn("example", "list"));
        List<String> lines = text(out).lines().toList();
        assertEquals(
                Examples.all().stream().map(Example::name).toList(),
                lines.stream().map(line -> line.split(" ", 2)[0]).toList());
        for (Example example : Examples.all()) assertTrue(text(out).contains("  " + example.summary() + "\n"));
    }

    @Test
    void aNameRunsTheProgram() {
        PrintStream before = System.out;
        System.setOut(stream(out));
        try {
            assertEquals(0, pirn("example", "hello"));
        } finally {
            System.setOut(before);
        }
        assertEquals(
                List.of("hello", "world", "hello and world are done"),
                text(out).lines().toList());
    }

    @Test
    void aSlipOfThePenIsToldTheNearestName() {
        assertEquals(2, pirn("example", "helo"));
        assertTrue(text(err).contains("'helo'"), text(err));
        assertTrue(text(err).contains("example hello"), text(err));
    }

    @Test
    void aNameLikeNoneIsToldThemAll() {
        assertEquals(2, pirn("example", "0"));
        for (Example example : Examples.all()) assertTrue(text(err).contains(example.name()), text(err));
    }

    @Test
    void theHelpOfAProgramSaysWhereItsSourceIs() {
        assertEquals(0, pirn("example", "task-1", "--help"));
        assertTrue(text(out).contains("Two tasks run at once."), text(out));
        assertTrue(text(out).contains("examples/src/main/java/dev/pirn/examples/Task1.java"), text(out));
    }

    @Test
    void withoutANameItSaysWhatThereIs() {
        assertEquals(0, pirn("example"));
        assertTrue(text(out).contains("\n  list "), text(out));
        assertTrue(text(out).contains("\n  greenlet "), text(out));
        assertTrue(text(out).contains("Examples:"), text(out));
    }

    private int pirn(String... args) {
        return Main.run(new Output(stream(out), stream(err), false), args);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
