package dev.pirn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Runs every example as a user would, and looks at what it prints. */
@ResourceLock(Resources.SYSTEM_OUT)
class ExamplesTest {

    @FunctionalInterface
    private interface Program {
        void main() throws Exception;
    }

    @Test
    void helloTakesTurns() throws Exception {
        assertEquals(List.of("hello", "world", "hello and world are done"), linesOf(Hello::main));
    }

    /** The first thing that a reader sees is code that compiles and runs: it stands in Hello, but for the indentation. */
    @Test
    void theReadmeShowsHello() throws Exception {
        String readme = Files.readString(Path.of("../README.md"));
        String shown = readme.split("```java\n", 2)[1].split("```", 2)[0];
        String source = Files.readString(Path.of("src/main/java/dev/pirn/examples/Hello.java"));
        for (String line : shown.lines().map(String::strip).toList()) {
            assertTrue(source.lines().anyMatch(s -> s.strip().equals(line)), "not in Hello.java: " + line);
        }
    }

    @Test
    void threePicturesAreFasterAtOnce() throws Exception {
        List<String> lines = linesOf(() -> ThreePictures.main("200"));

        assertEquals(
                List.of("one after another:", "  got red.svg", "  got green.svg", "  got blue.svg"),
                lines.subList(0, 4));
        assertEquals("at once:", lines.get(5));
        assertEquals(
                List.of("  got blue.svg", "  got green.svg", "  got red.svg"),
                lines.subList(6, 9).stream().sorted().toList());
        assertTrue(secondsIn(lines.get(4)) >= 0.6, lines::toString);
        assertTrue(secondsIn(lines.get(9)) < secondsIn(lines.get(4)), lines::toString);
        assertPictures(Path.of(lines.get(10).replace("the pictures are in ", "")));
    }

    @Test
    void theClusterSquares() throws Exception {
        assertEquals(
                List.of("1 squared by worker is 1", "2 squared by worker is 4", "3 squared by worker is 9"),
                linesOf(Cluster::main));
    }

    private static double secondsIn(String line) {
        return Double.parseDouble(line.replaceAll("[^\\d.]", ""));
    }

    private static void assertPictures(Path directory) throws IOException {
        for (String color : List.of("red", "green", "blue")) {
            String picture = Files.readString(directory.resolve(color + ".svg"));
            assertTrue(picture.startsWith("<svg ") && picture.contains("fill='" + color + "'"), picture);
        }
    }

    private static List<String> linesOf(Program program) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            program.main();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
