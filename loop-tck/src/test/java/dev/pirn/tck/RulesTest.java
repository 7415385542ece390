package dev.pirn.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The numbers in the names of tests are those of {@code docs/rules.md}, and each rule there has a test. */
class RulesTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ((?:case|rule)\\d+) \\| \\S.*\\. \\|$");
    private static final Pattern TEST = Pattern.compile("void ((?:case|rule)\\d+)_");

    @Test
    void testsAndRulesAreOfTheSameNumbers() throws IOException {
        Path rules = ROOT.resolve("docs/rules.md");
        assumeTrue(Files.exists(rules), "not run in the repository");
        List<String> rows = found(ROW, rules);
        assertFalse(rows.isEmpty());
        assertEquals(rows.stream().distinct().toList(), rows, "a number stands for one rule");
        TreeSet<String> tested = new TreeSet<>();
        for (Path source : sources()) tested.addAll(found(TEST, source));
        assertEquals(new TreeSet<>(rows), tested);
    }

    private static List<String> found(Pattern pattern, Path in) throws IOException {
        return pattern.matcher(Files.readString(in))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path module : entries(ROOT)) {
            Path source = module.resolve("src");
            if (!Files.isDirectory(source)) continue;
            try (Stream<Path> files = Files.walk(source)) {
                found.addAll(
                        files.filter(file -> file.toString().endsWith(".java")).toList());
            }
        }
        return found;
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
