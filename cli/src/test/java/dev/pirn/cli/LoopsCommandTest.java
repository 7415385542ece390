package dev.pirn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.pirn.Loops;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoopsCommandTest {

    @Test
    void jsonNamesEveryBackendAndTheChoice() throws IOException {
        Cli pirn = Cli.run("loops", "--json");
        Map<String, Object> json = JSON.std.mapFrom(pirn.out());

        assertEquals(0, pirn.exitCode());
        Map<?, ?> nio = backend(assertInstanceOf(List.class, json.get("providers")), "nio");
        assertEquals(100, nio.get("priority"));
        assertEquals(true, nio.get("available"));
        assertTrue(nio.get("capabilities") instanceof List);
        assertTrue(List.of("epoll", "nio").contains(json.get("chosen")), pirn.out());
        assertEquals("loop", json.get("coroutines"));
        assertTrue(json.containsKey("coroutinesWhy"));
        assertEquals("continuation", json.get("stacks"));
        assertTrue(json.containsKey("stacksWhy"));
    }

    @Test
    void theTableSaysWhatIsChosenAndWhy() {
        Cli pirn = Cli.run("loops");

        assertEquals(0, pirn.exitCode());
        assertTrue(pirn.out().contains("nio             100  yes"), pirn.out());
        assertTrue(pirn.out().contains("chosen:     "), pirn.out());
        assertTrue(pirn.out().contains(", because "), pirn.out());
    }

    @Test
    void aWishThatCannotBeMetIsSaid() throws IOException {
        System.setProperty(Loops.PROPERTY, "nosuch");
        try {
            Cli pirn = Cli.run("loops", "--json");
            Map<String, Object> json = JSON.std.mapFrom(pirn.out());

            assertEquals(1, pirn.exitCode());
            assertNull(json.get("chosen"));
            assertTrue(String.valueOf(json.get("why")).contains("\"nosuch\""), pirn.out());
        } finally {
            System.clearProperty(Loops.PROPERTY);
        }
    }

    @Test
    void aCommandThatNeedsALoopNamesTheWrongWish() {
        System.setProperty(Loops.PROPERTY, "nosuch");
        try {
            for (String command : new String[] {"demo", "get"}) {
                Cli pirn = Cli.run(command.equals("get") ? new Object[] {"get", "http://h/"} : new Object[] {command});

                assertEquals(2, pirn.exitCode(), pirn::err);
                assertTrue(pirn.err().contains("no loop is called \"nosuch\""), pirn.err());
                assertEquals(2, pirn.err().lines().count(), pirn.err());
            }
        } finally {
            System.clearProperty(Loops.PROPERTY);
        }
    }

    private static Map<?, ?> backend(List<?> providers, String name) {
        return providers.stream()
                .map(Map.class::cast)
                .filter(map -> name.equals(map.get("name")))
                .findFirst()
                .orElseThrow();
    }
}
