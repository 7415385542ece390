package dev.pirn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @Test
    void withoutACommandItSaysWhatThereIs() {
        Cli pirn = Cli.run();

        assertEquals(0, pirn.exitCode());
        for (String command : new String[] {"demo", "get", "loops", "test"})
            assertTrue(pirn.out().contains("\n  " + command + " "), pirn.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "get", "loops", "test"})
    void theHelpOfEveryCommandHasExamples(String command) {
        Cli pirn = Cli.run(command, "--help");

        assertEquals(0, pirn.exitCode());
        assertTrue(pirn.out().contains("Usage: pirn " + command), pirn.out());
        assertTrue(pirn.out().contains("Examples:"), pirn.out());
    }

    @Test
    void theVersionNamesPirnAndJava() {
        Cli pirn = Cli.run("--version");

        assertEquals(0, pirn.exitCode());
        assertTrue(pirn.out().startsWith("pirn "), pirn.out());
        assertTrue(pirn.out().contains("Java "), pirn.out());
    }

    @Test
    void aWrongCommandIsNamedAndARightOneOffered() {
        Cli pirn = Cli.run("demos");

        assertEquals(2, pirn.exitCode());
        assertTrue(pirn.err().contains("'demos'"), pirn.err());
        assertTrue(pirn.err().contains("pirn demo"), pirn.err());
    }

    @Test
    void aCommandLikeNoneIsToldThemAll() {
        Cli pirn = Cli.run("0");

        assertEquals(2, pirn.exitCode());
        assertTrue(pirn.err().contains("There are: demo, get, loops, ps, pstree, top, install, test"), pirn.err());
    }

    @Test
    void stackTracesAreOnlyForThoseWhoAsk() {
        assertFalse(Cli.run("test").err().contains("\tat "));
        Cli debugged = Cli.run("test", "--debug");
        assertEquals(1, debugged.exitCode());
        assertTrue(debugged.err().contains("\tat dev.pirn.cli."), debugged.err());
    }
}
