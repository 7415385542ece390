package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.cli.Output;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveTableTest {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private LiveTable table(boolean isTerminal, int columns) {
        PrintStream stream = new PrintStream(shown, true, StandardCharsets.UTF_8);
        return new LiveTable(new Output(stream, stream, isTerminal), columns);
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    /** A terminal cannot go back to lines that have scrolled away. */
    @Test
    void aLongTableShowsItsHeadAndItsLastLines() {
        LiveTable table = table(true, 80);
        table.show("step", IntStream.range(0, 100).mapToObj(i -> "line " + i).toList());
        List<String> lines = text().lines().toList();
        assertEquals(22, lines.size());
        assertEquals(List.of("step", "line 0", "line 80"), lines.subList(0, 3));
        assertEquals("line 99", lines.getLast());
        table.wipe();
        assertTrue(text().endsWith("\033[22A\r\033[J"));
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        table(true, 10).show("a status of many letters", List.of("a line of many letters"));
        assertEquals(List.of("a status ", "a line of"), text().lines().toList());
    }

    @Test
    void elsewhereEveryStepIsALine() {
        LiveTable table = table(false, 0);
        table.show("first", List.of("so far"));
        table.show("second", List.of("so far"));
        table.wipe();
        assertEquals(List.of("first", "second"), text().lines().toList());
        assertFalse(text().contains("\033"));
    }
}
