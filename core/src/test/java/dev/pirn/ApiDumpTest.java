package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.pirn.spi.LoopProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the public API with the committed text, so that every change of it is a line in a review. */
class ApiDumpTest {

    private static final Path COMMITTED = Path.of("api", "pirn-core.api");
    private static final String UPDATE = "pirn.api.update";

    @Test
    void publicApiIsAsCommitted() throws Exception {
        List<String> now = ApiDump.of(Path.of(LoopProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI()));
        assertTrue(now.contains("package dev.pirn.spi"), () -> "not a dump of the API: " + now);
        if (Boolean.getBoolean(UPDATE)) {
            Files.createDirectories(Objects.requireNonNull(COMMITTED.getParent()));
            Files.write(COMMITTED, now);
            return;
        }
        List<String> before = Files.exists(COMMITTED) ? Files.readAllLines(COMMITTED) : List.of();
        if (!now.equals(before)) {
            fail("The public API is not what %s says.%n%s%nIf that is meant: ./pirn test ApiDumpTest -D%s=true"
                    .formatted(COMMITTED, String.join(System.lineSeparator(), difference(before, now)), UPDATE));
        }
    }

    private static List<String> difference(List<String> before, List<String> now) {
        List<String> old = qualified(before);
        List<String> fresh = qualified(now);
        return Stream.concat(
                        old.stream().filter(line -> !fresh.contains(line)).map(line -> "- " + line),
                        fresh.stream().filter(line -> !old.contains(line)).map(line -> "+ " + line))
                .toList();
    }

    /** The members' lines, each led by its type's. */
    private static List<String> qualified(List<String> lines) {
        List<String> result = new ArrayList<>();
        String type = "";
        for (String line : lines) {
            if (line.startsWith(" ")) {
                result.add(type + " { " + line.strip() + " }");
            } else {
                type = line;
                result.add(line);
            }
        }
        return result;
    }
}
