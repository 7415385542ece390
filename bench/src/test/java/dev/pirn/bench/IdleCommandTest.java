package dev.pirn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.pirn.cli.Main;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class IdleCommandTest {

    @Test
    void measuresAServerThatItStarts() throws IOException {
        List<String> server =
                pirn("bench-server", "echo", "--port", "PORT", "--loop", "nio").command();

        Cli pirn = idle(server, "--json", "--connections", "50", "--active", "4", "--seconds", "1", "--rate", "200");

        assertEquals(0, pirn.exitCode(), pirn.err());
        Map<String, Object> json = JSON.std.mapFrom(pirn.out());
        assertEquals(50, json.get("idleConnections"));
        assertTrue(number(json, "emptyServerBytes") > 1_000_000, pirn.out());
        Map<?, ?> among = assertInstanceOf(Map.class, json.get("amongIdle"));
        assertTrue(number(among, "p50") > 0, pirn.out());
        assertTrue(number(among, "max") >= number(among, "p99.9"), pirn.out());
    }

    private static double number(Map<?, ?> json, String name) {
        return assertInstanceOf(Number.class, json.get(name)).doubleValue();
    }

    @Test
    void aServerThatEndsAtOnceIsNamed() {
        Cli pirn = idle(List.of("true", "PORT"));
        assertEquals(1, pirn.exitCode());
        assertTrue(pirn.err().contains("ended before it said 'ready': true "), pirn.err());
    }

    @Test
    void aCommandThatDoesNotExistOrTakesNoPortIsNamed() {
        assertTrue(idle(List.of("/nosuch/server", "PORT")).err().contains("/nosuch/server"));
        assertTrue(idle(List.of("true")).err().contains("no word PORT"));
    }

    @Test
    void aNumberThatCannotBeIsNamed() {
        Cli pirn = idle(List.of("true", "PORT"), "--rate", "0");
        assertEquals(2, pirn.exitCode());
        assertTrue(pirn.err().contains("--rate must be positive, not '0'"), pirn.err());
    }

    private static Cli idle(List<String> server, String... options) {
        List<Object> args = new ArrayList<>(List.of("bench", "idle"));
        args.addAll(List.of(options));
        args.add("--");
        args.addAll(server);
        return Cli.run(args.toArray());
    }

    private static ProcessBuilder pirn(String... args) {
        return new ProcessBuilder(Jvm.command(Jvm.PIRN, Main.class, args));
    }
}
