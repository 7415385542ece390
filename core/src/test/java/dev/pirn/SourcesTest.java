package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What no compiler and no formatter counts: words, columns, and the size of core. The rules stand in CONTRIBUTING.md.
 */
class SourcesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern VAGUE =
            Pattern.compile("\\b(?:told|tells?|somebody|nobody|whoever)\\b", Pattern.CASE_INSENSITIVE);
    private static final int MOST_VAGUE_WORDS = 50;
    private static final int COLUMNS = 120;
    private static final int MOST_LINES_OF_CORE = 25_000;

    @Test
    void sentencesNameRolesAndUseTheFieldsVerbs() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources("main")) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String place = ROOT.relativize(file) + ":" + (i + 1) + ": "
                        + lines.get(i).strip();
                VAGUE.matcher(lines.get(i)).results().forEach(_ -> found.add(place));
            }
        }
        assertTrue(
                found.size() <= MOST_VAGUE_WORDS,
                () -> found.size() + " vague words, " + MOST_VAGUE_WORDS + " at most:\n" + String.join("\n", found));
    }

    @Test
    void linesEndAtColumn120() throws IOException {
        List<String> found = new ArrayList<>();
        for (String kind : List.of("main", "test")) {
            for (Path file : sources(kind)) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    if (lines.get(i).length() > COLUMNS) found.add(ROOT.relativize(file) + ":" + (i + 1));
                }
            }
        }
        assertEquals(List.of(), found, "longer than " + COLUMNS + " columns");
    }

    @Test
    void coreStaysSmall() throws IOException {
        long lines = 0;
        for (Path file : sources("main")) {
            if (file.startsWith(ROOT.resolve("core")))
                lines += Files.readAllLines(file).size();
        }
        assertTrue(lines <= MOST_LINES_OF_CORE, lines + " lines in core, " + MOST_LINES_OF_CORE + " at most");
    }

    /** {@return the Java sources of one kind in all modules} */
    private static List<Path> sources(String kind) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.sorted().toList()) {
                Path sources = module.resolve("src").resolve(kind).resolve("java");
                if (!Files.isDirectory(sources)) continue;
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .sorted()
                            .forEach(found::add);
                }
            }
        }
        return found;
    }
}
