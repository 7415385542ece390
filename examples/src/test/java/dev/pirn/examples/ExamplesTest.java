package dev.pirn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Loops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Runs examples as a user would, and looks at what {@link TourTest} does not: how long it takes, and what differs by machine. */
@ResourceLock(Resources.SYSTEM_OUT)
class ExamplesTest {

    @Test
    void helloTakesTurns() throws Exception {
        assertEquals(List.of("hello", "world", "hello and world are done"), Printed.linesOf(Hello::main));
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
        List<String> lines = Printed.linesOf(() -> ThreePictures.main("200"));

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
    void blockingCodeIsFasterAtOnce() throws Exception {
        List<String> lines = Printed.linesOf(BlockingModule::main);

        assertTrue(secondsIn(lines.get(0)) >= 0.4, lines::toString);
        assertTrue(secondsIn(lines.get(1)) < secondsIn(lines.get(0)), lines::toString);
    }

    @Test
    void everyLoopEchoesThatWorksHere() throws Exception {
        List<String> lines = Printed.linesOf(NativeLoops::main);

        assertEquals(4, lines.size());
        assertLoop("nio", lines.get(0));
        assertLoop("epoll", lines.get(1));
        assertLoop("io_uring", lines.get(2));
        assertEquals("a program that names none gets " + Loops.choose().name(), lines.get(3));
    }

    private static void assertLoop(String name, String line) {
        boolean isHere = Loops.providers().stream()
                .anyMatch(
                        loop -> loop.name().equals(name) && loop.availability().isAvailable());
        String start = isHere ? "echoed hello on " + name : "not here, the loop \"" + name + "\" is not available";
        assertTrue(line.startsWith(name + ": " + start), line);
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
}
