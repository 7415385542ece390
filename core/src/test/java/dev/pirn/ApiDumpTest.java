package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.pirn.spi.LoopProvider;
import java.io.IOException;
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
        Path classes = Path.of(LoopProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        compare(classes, COMMITTED, "ApiDumpTest");
    }

    /**
     * Compares the API of a module, or commits it if the system property says so.
     *
     * @param test the test that does so, for the message
     */
    static void compare(Path classes, Path committed, String test) throws IOException {
        List<String> now = ApiDump.of(classes);
        assertTrue(now.getFirst().startsWith("package dev.pirn"), () -> "not a dump of the API: " + now);
        if (Boolean.getBoolean(UPDATE)) {
            Files.createDirectories(Objects.requireNonNull(committed.getParent()));
            Files.write(committed, now);
            return;
        }
        List<String> before = Files.exists(committed) ? Files.readAllLines(committed) : List.of();
        if (!now.equals(before)) {
            fail("The public API is not what %s says.%n%s%nIf that is meant: ./pirn test %s -D%s=true"
                    .formatted(committed, String.join(System.lineSeparator(), difference(before, now)), test, UPDATE));
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
