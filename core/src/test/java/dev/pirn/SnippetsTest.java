package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples in the documentation of all modules stand in tests, so that they compile. */
final class SnippetsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern COPIED = Pattern.compile("<pre>\\{@code|\\{@snippet (?!lang=json|file=)");
    private static final Pattern SHOWN = Pattern.compile("\\{@snippet file=\"([^\"]+)\" region=\"([^\"]+)\"}");

    @Test
    void noExampleIsOnlyText() throws IOException {
        List<String> copied = new ArrayList<>();
        for (Path source : sources()) {
            if (COPIED.matcher(Files.readString(source)).find()) copied.add(source.toString());
        }
        assertEquals(List.of(), copied);
    }

    @Test
    void everyExampleThatIsShownIsThere() throws IOException {
        int shown = 0;
        for (Path source : sources()) {
            Matcher matcher = SHOWN.matcher(Files.readString(source));
            while (matcher.find()) {
                shown++;
                assertTrue(regionIsThere(matcher.group(1), matcher.group(2)), source + ": " + matcher.group());
            }
        }
        assertTrue(shown >= 15, "found only " + shown);
    }

    private static boolean regionIsThere(String file, String region) throws IOException {
        for (Path module : modules()) {
            Path source = module.resolve("src/test/java").resolve(file);
            if (!Files.exists(source)) continue;
            String text = Files.readString(source);
            int start = text.indexOf("// @start region=\"" + region + "\"\n");
            return start >= 0 && text.indexOf("// @end\n", start) > start;
        }
        return false;
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path module : modules()) {
            Path main = module.resolve("src/main/java");
            if (!Files.isDirectory(main)) continue;
            try (Stream<Path> files = Files.walk(main)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.sorted().toList();
        }
    }
}
