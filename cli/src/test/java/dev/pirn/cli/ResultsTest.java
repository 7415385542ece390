package dev.pirn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A standard output that cannot be written. */
@Timeout(120)
class ResultsTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "--version", "loops", "loops --json", "ps --json", "get --help"})
    void aFullDiskIsAFailureOfEveryCommand(String command) {
        assertEquals(1, run(Results.to(new Full(), StandardCharsets.UTF_8, false), command));
        assertEquals(
                "pirn: cannot write to the standard output: it is full",
                err.toString(StandardCharsets.UTF_8).lines().toList().getLast());
    }

    @Test
    void aReaderThatHasLeftIsNoNews() {
        assertEquals(141, run(Results.to(new Full(), StandardCharsets.UTF_8, true), "loops"));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatElseFailedIsSaidFirst() {
        assertEquals(2, run(Results.to(new Full(), StandardCharsets.UTF_8, false), "nonsense"));
    }

    @Test
    void anyOtherStreamIsWatchedToo() {
        assertEquals(1, run(new PrintStream(new Full(), false, StandardCharsets.UTF_8), "loops"));
    }

    static boolean canBeFull() {
        return new File("/dev/full").exists();
    }

    @Test
    @EnabledIf(value = "canBeFull", disabledReason = "the system has no device that is always full")
    void theProcessSaysSo() throws Exception {
        Process pirn = JavaProcess.command("loops", "--json")
                .redirectOutput(new File("/dev/full"))
                .start();
        String said = new String(pirn.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, pirn.waitFor(), said);
        assertTrue(said.startsWith("pirn: cannot write to the standard output: "), said);
        assertEquals(1, said.lines().count(), said);
    }

    private int run(PrintStream out, String command) {
        String[] words = command.isEmpty() ? new String[0] : command.split(" ", -1);
        return Main.run(new Output(out, new PrintStream(err, true, StandardCharsets.UTF_8), false), words);
    }

    private static final class Full extends OutputStream {
        @Override
        public void write(int single) throws IOException {
            throw new IOException("it is full");
        }
    }
}
