package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.observe.ConsoleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Core's part of consoles. Here is none, since their artifact depends on this one. */
class ConsolesTest {

    @Test
    void withoutAConsoleTheArtifactIsNamed() {
        IllegalStateException failure = assertThrows(IllegalStateException.class, () -> Pirn.console(0));
        assertTrue(failure.toString().contains("dev.pirn:pirn-console"), failure::toString);
    }

    @Test
    void itIsForThisMachineUnlessItIsTold() {
        ConsoleOptions options = ConsoleOptions.of(7777);
        assertEquals(7777, options.port());
        assertEquals("127.0.0.1", options.host());
        assertNull(options.token());
        assertEquals("0.0.0.0", options.withHost("0.0.0.0").host());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "short", "fifteen-letters", "with a blank in it", "with/a/slash/in-it", "mit-Ümläuten-darin"
            })
    void aTokenIsLongAndPlain(String token) {
        assertThrows(IllegalArgumentException.class, () -> ConsoleOptions.of(0).withToken(token));
    }

    @Test
    void aTokenIsNotPrinted() {
        assertFalse(
                ConsoleOptions.of(0).withToken("sixteen-letters-").toString().contains("sixteen"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void aPortIsAPort(int port) {
        assertThrows(IllegalArgumentException.class, () -> ConsoleOptions.of(port));
    }
}
