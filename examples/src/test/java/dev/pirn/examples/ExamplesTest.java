package dev.pirn.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Loop;
import dev.pirn.Loops;
import dev.pirn.Pirn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * Runs examples as a user would, and looks at what {@link TourTest} does not: how long it takes, and what differs by
 * machine.
 */
@ResourceLock(Resources.SYSTEM_OUT)
class ExamplesTest {

    @Test
    void helloTakesTurns() throws Exception {
        assertEquals(List.of("hello", "world", "hello and world are done"), Printed.linesOf(Hello::main));
    }

    /** The first thing that a reader sees compiles and runs: it stands in Hello, but for the indentation. */
    @Test
    void theReadmeShowsHello() throws Exception {
        String[] blocks = Files.readString(Path.of("../README.md")).split("```java\n", -1);
        assertEquals(2, blocks.length, "another example in README.md needs a test");
        String source = Files.readString(Path.of("src/main/java/dev/pirn/examples/Hello.java"));
        String shown = flat(blocks[1].split("```", 2)[0]);
        assertTrue(flat(source).contains(shown), "not in Hello.java: " + shown);
    }

    /** The lines that are not blank, without indentation. */
    private static String flat(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
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

    @Test
    void theConsoleAnswersUntilTheProgramEnds() throws Exception {
        PipedOutputStream printed = new PipedOutputStream();
        BufferedReader lines = new BufferedReader(new InputStreamReader(new PipedInputStream(printed), UTF_8));
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            FutureTask<?> program = new FutureTask<>(() -> {
                LiveConsole.main();
                return null;
            });
            Thread thread = Thread.ofPlatform().name("console example").start(program);
            String url = lines.readLine().replace("open ", "");
            assertTrue(pageAt(url).contains("<title>Pirn console</title>"));
            while (!pageAt(url + "state").contains("\"cook-3\"")) Thread.onSpinWait();
            cancelLoopOf(thread);
            assertInstanceOf(
                    CancellationException.class,
                    assertThrows(ExecutionException.class, program::get).getCause());
            assertThrows(ConnectException.class, () -> pageAt(url));
        } finally {
            System.setOut(before);
        }
    }

    /** As Ctrl-C would. */
    private static void cancelLoopOf(Thread thread) {
        for (Loop loop : Pirn.loops())
            if (loop.name().equals(thread.getName()))
                loop.execute(() -> loop.tasks().iterator().next().cancel("the example is over"));
    }

    private static String pageAt(String url) throws IOException {
        try (InputStream in = URI.create(url).toURL().openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
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
