package dev.pirn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.cli.download.Checksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hundreds of files at once, from a real nginx and from a server that cuts answers short. */
class ManyFilesTest {

    private static final int FILES = 500;

    @TempDir
    static Path site;

    @TempDir
    Path home;

    private static final Map<String, String> SUMS = new TreeMap<>();

    @BeforeAll
    static void fillTheSite() throws IOException {
        Random random = new Random(42);
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = new byte[random.nextInt(60_000)];
            random.nextBytes(bytes);
            String name = "file-" + i + ".bin";
            Files.write(site.resolve(name), bytes);
            SUMS.put(name, Checksums.sha256(bytes));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-progress", "--blocking"})
    void everyFileFromNginxIsRight(String way) throws Exception {
        try (Nginx nginx = Nginx.serve(site, home)) {
            Path list = Files.write(
                    home.resolve("urls"), SUMS.keySet().stream().map(nginx::url).toList());
            Cli pirn = Cli.run("get", way, "-c", 64, "-o", home.resolve("out"), "-i", list);

            assertEquals(0, pirn.exitCode(), pirn::err);
            assertTrue(pirn.out().startsWith("500 ok, 0 failed; "), pirn.out());
            assertEquals(SUMS, sumsOf(home.resolve("out")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-progress", "--blocking"})
    void whatFailsIsListedAndTheRestIsIntact(String way) throws Exception {
        OddServer.Answer cutEvery20thFile = (path, to) -> {
            byte[] body = Files.readAllBytes(site.resolve(path));
            boolean isCut = numberOf(path) % 20 == 0;
            OddServer.send(to, 200, body, isCut ? body.length / 2 : body.length);
        };
        try (Nginx nginx = Nginx.serve(site, home);
                OddServer cutting = new OddServer(cutEvery20thFile)) {
            List<String> missing = Stream.iterate(0, i -> i + 1)
                    .limit(25)
                    .map(i -> nginx.url("none-" + i))
                    .toList();
            List<String> cut = SUMS.keySet().stream()
                    .filter(name -> numberOf(name) % 20 == 0)
                    .map(cutting::url)
                    .toList();
            List<String> urls = new ArrayList<>(missing);
            for (String name : SUMS.keySet()) urls.add(numberOf(name) < 250 ? cutting.url(name) : nginx.url(name));
            List<String> cutUrls = cut.stream().filter(urls::contains).toList();

            Path list = Files.write(home.resolve("urls"), urls);
            Cli pirn = Cli.run("get", way, "--retries", 1, "-c", 64, "-o", home.resolve("out"), "-i", list);

            assertEquals(1, pirn.exitCode());
            assertEquals(FILES - 13 + " ok, 38 failed", pirn.out().replaceFirst(";.*\n", ""));
            for (String url : missing) assertTrue(pirn.err().contains("  " + url + ": 404 Not Found\n"), pirn.err());
            for (String url : cutUrls) assertTrue(pirn.err().contains("  " + url + ": cut short after "), pirn.err());
            Map<String, String> expected = new TreeMap<>(SUMS);
            expected.keySet().removeIf(name -> numberOf(name) < 250 && numberOf(name) % 20 == 0);
            assertEquals(expected, sumsOf(home.resolve("out")));
        }
    }

    @Test
    void anAnswerThatIsCutNowAndThenIsFetchedAgain() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        OddServer.Answer cutEvery20thAnswer = (path, to) -> {
            byte[] body = Files.readAllBytes(site.resolve(path));
            boolean isCut = requests.incrementAndGet() % 20 == 0;
            OddServer.send(to, 200, body, isCut ? body.length / 2 : body.length);
        };
        try (OddServer cutting = new OddServer(cutEvery20thAnswer)) {
            Path list = Files.write(
                    home.resolve("urls"),
                    SUMS.keySet().stream().map(cutting::url).toList());
            Cli pirn = Cli.run("get", "-c", 64, "-o", home.resolve("out"), "-i", list);

            assertEquals(0, pirn.exitCode(), pirn::err);
            assertFalse(pirn.err().contains("failed"), pirn.err());
            assertEquals(SUMS, sumsOf(home.resolve("out")));
        }
    }

    private static int numberOf(String name) {
        return Integer.parseInt(name.replaceAll("\\D", ""));
    }

    private static Map<String, String> sumsOf(Path directory) throws IOException {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) sums.put(file.getFileName().toString(), Checksums.sha256(file));
        }
        return sums;
    }
}
