package dev.pirn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

    private static final Pattern TIMES = Pattern.compile(
            "(?m)^nio +loop +(\\S.*\\S) {2,}(\\d+ ms|[\\d.]+ s) +(\\d+ ms|[\\d.]+ s) +([\\d.]+)x  4 of 4$");

    @TempDir
    Path home;

    @Test
    void everyWayVerifiesItsPictures() throws IOException {
        Cli pirn = demo();

        assertEquals(0, pirn.exitCode(), pirn::err);
        Matcher row = TIMES.matcher(pirn.out());
        assertRow(row, pirn, "one after another", "800 ms");
        assertRow(row, pirn, "at once", "200 ms");
        assertTrue(Double.parseDouble(row.group(4)) > 2, pirn.out());
        assertRow(row, pirn, "at once, blocking code", "200 ms");
        assertTrue(Double.parseDouble(row.group(4)) > 2, pirn.out());
        assertTrue(pirn.out().contains("every file is right: " + home.resolve("cloth")), pirn.out());
    }

    @Test
    void itRunsAgainInTheSameDirectoryAndLeavesPicturesOnly() throws IOException {
        assertEquals(0, demo().exitCode());
        assertEquals(0, demo().exitCode());

        try (Stream<Path> files = Files.list(home.resolve("cloth"))) {
            List<Path> pictures = files.toList();
            assertEquals(4, pictures.size());
            pictures.forEach(DemoCommandTest::assertPicture);
        }
    }

    @Test
    void blockingCodeIsLeftOutWhereItWouldBlockTheLoop() {
        System.setProperty("pirn.coroutines", "baton");
        try {
            Cli pirn = demo();

            assertEquals(0, pirn.exitCode(), pirn::err);
            assertTrue(
                    pirn.out().contains("baton       at once, blocking code     200 ms         -         -  left out"),
                    pirn.out());
            assertTrue(pirn.out().contains("--add-opens java.base/java.lang=ALL-UNNAMED"), pirn.out());
        } finally {
            System.clearProperty("pirn.coroutines");
        }
    }

    @Test
    void wrongCallsNameTheWrongValue() {
        assertUsage("'0'", "--pictures", "0");
        assertUsage("'big'", "--size", "big");
        assertUsage("'never'", "--delay", "never");
        assertUsage("\"nosuch\"", "--loop", "nosuch");
    }

    private Cli demo() {
        return Cli.run(
                "demo",
                "--pictures",
                4,
                "--delay",
                "200ms",
                "--size",
                "64x48",
                "--loop",
                "nio",
                "--dir",
                home.resolve("cloth"));
    }

    private static void assertRow(Matcher row, Cli pirn, String way, String expected) {
        assertTrue(row.find(), pirn.out());
        assertEquals(way, row.group(1));
        assertEquals(expected, row.group(2));
    }

    private static void assertPicture(Path file) {
        try {
            BufferedImage picture = ImageIO.read(file.toFile());
            assertEquals(64, picture.getWidth());
            assertEquals(48, picture.getHeight());
        } catch (IOException e) {
            throw new AssertionError("not a picture: " + file, e);
        }
    }

    private static void assertUsage(String named, String... args) {
        Object[] all = Stream.concat(Stream.of("demo"), Stream.of(args)).toArray();
        Cli pirn = Cli.run(all);
        assertEquals(2, pirn.exitCode(), pirn::err);
        assertTrue(pirn.err().contains(named), pirn.err());
        assertEquals(2, pirn.err().lines().count(), pirn.err());
    }
}
