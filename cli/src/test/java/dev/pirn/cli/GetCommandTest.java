package dev.pirn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.cli.download.Checksums;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code pirn get} against servers that behave, and that do not. Every case runs in both ways of downloading. */
class GetCommandTest {

    private static final String ASYNC = "--no-progress"; // any option that changes nothing here
    private static final String BLOCKING = "--blocking";
    private static final byte[] BODY =
            "threads carried through the loom\n".repeat(3000).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path out;

    @ParameterizedTest
    @ValueSource(strings = {ASYNC, BLOCKING})
    void aFileIsSavedUnderTheNameInItsUrl(String way) throws IOException {
        try (OddServer server = new OddServer((path, to) -> OddServer.send(to, 200, BODY))) {
            Cli pirn = Cli.run("get", way, "-o", out, server.url("pictures/my%20cat.png?x=1"));

            assertEquals(0, pirn.exitCode(), pirn::err);
            assertArrayEquals(BODY, Files.readAllBytes(out.resolve("my cat.png")));
            assertTrue(pirn.out().startsWith("1 ok, 0 failed; 99 kB in "), pirn.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ASYNC, BLOCKING})
    void equalNamesAndEmptyFilesAreKept(String way) throws IOException {
        try (OddServer server =
                new OddServer((path, to) -> OddServer.send(to, 200, path.getBytes(StandardCharsets.US_ASCII)))) {
            Cli pirn = Cli.run("get", way, "-o", out, server.url("a/x.txt"), server.url("b/x.txt"), server.url(""));

            assertEquals(0, pirn.exitCode(), pirn::err);
            assertEquals("a/x.txt", Files.readString(out.resolve("x.txt")));
            assertEquals("b/x.txt", Files.readString(out.resolve("x-1.txt")));
            assertEquals("", Files.readString(out.resolve("index.html")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ASYNC, BLOCKING})
    void redirectsAreFollowed(String way) throws IOException {
        OddServer.Answer answer = (path, to) -> {
            if (path.equals("old")) OddServer.redirect(to, "/new");
            else OddServer.send(to, 200, BODY);
        };
        try (OddServer server = new OddServer(answer)) {
            assertEquals(0, Cli.run("get", way, "-o", out, server.url("old")).exitCode());
            assertArrayEquals(BODY, Files.readAllBytes(out.resolve("old")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ASYNC, BLOCKING})
    void aPassingFailureIsTriedAgain(String way) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        OddServer.Answer answer = (path, to) -> {
            switch (requests.incrementAndGet()) {
                case 1 -> OddServer.send(to, 503, BODY);
                case 2 -> OddServer.send(to, 200, BODY, BODY.length / 2);
                default -> OddServer.send(to, 200, BODY);
            }
        };
        try (OddServer server = new OddServer(answer)) {
            Cli pirn = Cli.run("get", way, "-o", out, server.url("a.png"));

            assertEquals(0, pirn.exitCode(), pirn::err);
            assertArrayEquals(BODY, Files.readAllBytes(out.resolve("a.png")));
            assertTrue(pirn.err().contains("503 Service Unavailable; again in 250 ms"), pirn.err());
            assertTrue(pirn.err().contains("cut short after 49500 of 99000 bytes; again in 500 ms"), pirn.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ASYNC, BLOCKING})
    void aLastingFailureIsNotTriedAgainAndTakesNothingWithIt(String way) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        OddServer.Answer answer = (path, to) -> {
            requests.incrementAndGet();
            OddServer.send(to, path.equals("good") ? 200 : 404, BODY);
        };
        try (OddServer server = new OddServer(answer)) {
            Cli pirn = Cli.run("get", way, "-o", out, server.url("bad"), "ftp://h/x", server.url("good"));

            assertEquals(1, pirn.exitCode());
            assertEquals(2, requests.get());
            assertEquals(List.of("good"), filesIn(out));
            assertTrue(pirn.out().startsWith("1 ok, 2 failed; "), pirn.out());
            assertTrue(pirn.err().contains("  " + server.url("bad") + ": 404 Not Found\n"), pirn.err());
            assertTrue(pirn.err().contains("  ftp://h/x: scheme 'ftp' is not http or https\n"), pirn.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ASYNC, BLOCKING})
    void aHostThatRefusesIsNamed(String way) throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        Cli pirn = Cli.run("get", way, "-o", out, "http://127.0.0.1:" + port + "/a");

        assertEquals(1, pirn.exitCode());
        assertTrue(pirn.err().contains("connection refused by 127.0.0.1:" + port), pirn.err());
        assertEquals(List.of(), filesIn(out));
    }

    @ParameterizedTest
    @ValueSource(strings = {ASYNC, BLOCKING})
    void aHostThatDoesNotExistIsNamed(String way) throws IOException {
        Cli pirn = Cli.run("get", way, "-o", out, "http://no-such-host.invalid/a");

        assertEquals(1, pirn.exitCode());
        assertTrue(pirn.err().contains("unknown host no-such-host.invalid"), pirn.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {ASYNC, BLOCKING})
    void silenceIsGivenUpAfterTheTimeout(String way) throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        OddServer.Answer answer = (path, to) -> {
            if (path.equals("half")) OddServer.send(to, 200, BODY, 500);
            over.await();
        };
        try (OddServer server = new OddServer(answer)) {
            Cli pirn = Cli.run(
                    "get",
                    way,
                    "--timeout",
                    "300ms",
                    "--retries",
                    "0",
                    "-o",
                    out,
                    server.url("none"),
                    server.url("half"));
            over.countDown();

            assertEquals(1, pirn.exitCode());
            assertTrue(pirn.err().contains(server.url("none") + ": no answer within 0.3 s"), pirn.err());
            assertTrue(pirn.err().contains(server.url("half") + ": no data for 0.3 s after 500 bytes"), pirn.err());
            assertEquals(List.of(), filesIn(out));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ASYNC, BLOCKING})
    void aSlowBodyIsNoSilence(String way) throws IOException {
        OddServer.Answer answer = (path, to) -> {
            OddServer.send(to, 200, BODY, 0);
            CountDownLatch never = new CountDownLatch(1);
            for (int at = 0; at < BODY.length; at += 9900) {
                assertFalse(never.await(60, TimeUnit.MILLISECONDS));
                to.write(BODY, at, 9900);
                to.flush();
            }
        };
        try (OddServer server = new OddServer(answer)) {
            Cli pirn = Cli.run("get", way, "--timeout", "300ms", "-o", out, server.url("slow"));

            assertEquals(0, pirn.exitCode(), pirn::err);
            assertArrayEquals(BODY, Files.readAllBytes(out.resolve("slow")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ASYNC, BLOCKING})
    void twoRunsIntoOneDirectoryBothSucceedAndTheFileIsWholeWheneverItIsThere(String way) throws Exception {
        CountDownLatch firstIsHalf = new CountDownLatch(1);
        CountDownLatch secondIsHalf = new CountDownLatch(1);
        CountDownLatch firstIsDone = new CountDownLatch(1);
        AtomicInteger requests = new AtomicInteger();
        OddServer.Answer answer = (path, to) -> {
            boolean isFirst = requests.incrementAndGet() == 1;
            OddServer.send(to, 200, BODY, BODY.length / 2);
            (isFirst ? firstIsHalf : secondIsHalf).countDown();
            (isFirst ? secondIsHalf : firstIsDone).await();
            to.write(BODY, BODY.length / 2, BODY.length - BODY.length / 2);
            to.flush();
        };
        try (OddServer server = new OddServer(answer);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Cli> first = threads.submit(() -> Cli.run("get", way, "-o", out, server.url("a")));
            firstIsHalf.await();
            Future<Cli> second = threads.submit(() -> Cli.run("get", way, "-o", out, server.url("a")));

            assertEquals(0, first.get().exitCode(), first.get()::err);
            assertArrayEquals(BODY, Files.readAllBytes(out.resolve("a")));
            firstIsDone.countDown();
            assertEquals(0, second.get().exitCode(), second.get()::err);
            assertArrayEquals(BODY, Files.readAllBytes(out.resolve("a")));
            assertEquals(List.of("a"), filesIn(out));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ASYNC, BLOCKING})
    void aFileThatAnotherRunMadeMeanwhileIsKeptIfAskedFor(String way) throws IOException {
        OddServer.Answer answer = (path, to) -> {
            Files.writeString(out.resolve("a"), "theirs");
            OddServer.send(to, 200, BODY);
        };
        try (OddServer server = new OddServer(answer)) {
            Cli pirn = Cli.run("get", way, "--no-clobber", "-o", out, server.url("a"));

            assertEquals(0, pirn.exitCode(), pirn::err);
            assertTrue(pirn.out().startsWith("0 ok, 0 failed, 1 kept; "), pirn.out());
            assertEquals("theirs", Files.readString(out.resolve("a")));
            assertEquals(List.of("a"), filesIn(out));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ASYNC, BLOCKING})
    void aBusyServerIsAskedAgainWhenItWants(String way) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        OddServer.Answer answer = (path, to) -> {
            switch (requests.incrementAndGet()) {
                case 1 -> OddServer.send(to, "HTTP/1.1 429 x\nRetry-After: 1\nContent-Length: 0", new byte[0]);
                case 2 -> OddServer.send(to, "HTTP/1.1 408 x\nContent-Length: 0", new byte[0]);
                default -> OddServer.send(to, 200, BODY);
            }
        };
        try (OddServer server = new OddServer(answer)) {
            Cli pirn = Cli.run("get", way, "-o", out, server.url("a"));

            assertEquals(0, pirn.exitCode(), pirn::err);
            assertArrayEquals(BODY, Files.readAllBytes(out.resolve("a")));
            assertTrue(pirn.err().contains("429 Too Many Requests; again in 1.00 s"), pirn.err());
            assertTrue(pirn.err().contains("408 Request Timeout; again in 500 ms"), pirn.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ASYNC, BLOCKING})
    void aServerThatAsksToWaitForHoursIsNotWaitedFor(String way) throws IOException {
        OddServer.Answer answer =
                (path, to) -> OddServer.send(to, "HTTP/1.1 503 x\nRetry-After: 7200\nContent-Length: 0", new byte[0]);
        try (OddServer server = new OddServer(answer)) {
            Cli pirn = Cli.run("get", way, "-o", out, server.url("a"));

            assertEquals(1, pirn.exitCode());
            assertTrue(pirn.err().contains("503 Service Unavailable; the server asks to wait "), pirn.err());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 206 x|Content-Range: bytes 0-9/100|Content-Length: 10, 206 Partial Content",
        "HTTP/1.1 200 x|Content-Length: 99999999999999999999, Content-Length",
        "HTTP/1.1 200 x|Content-Length: -5, Content-Length",
        "HTTP/1.1 200 x|Content-Length: ten, Content-Length",
        "HTTP/1.1 200 x|Content-Length: 3|Content-Length: 10, Content-Length"
    })
    void anAnswerThatCannotBeAWholeFileIsAFailure(String head, String reason) throws IOException {
        byte[] body = "0123456789".getBytes(StandardCharsets.US_ASCII);
        try (OddServer server = new OddServer((path, to) -> OddServer.send(to, head.replace('|', '\n'), body))) {
            for (String way : List.of(ASYNC, BLOCKING)) {
                Cli pirn = Cli.run("get", way, "--retries", "0", "-o", out, server.url("a"));

                assertEquals(1, pirn.exitCode(), () -> way + pirn.out());
                assertTrue(pirn.err().contains(reason), () -> way + pirn.err());
                assertEquals(List.of(), filesIn(out));
            }
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamedBeforeAnythingIsFetched() throws IOException {
        Path file = Files.createFile(out.resolve("file"));
        Cli pirn = Cli.run("get", "-o", file.resolve("sub"), "http://127.0.0.1:1/a");

        assertEquals(1, pirn.exitCode());
        assertTrue(
                pirn.err().startsWith("pirn get: cannot write to directory " + file.resolve("sub") + ": "), pirn.err());
        assertEquals(1, pirn.err().lines().count(), pirn.err());
    }

    @Test
    void aDirectoryInTheWayOfAFileIsAFailure() throws IOException {
        Files.createDirectories(out.resolve("a/b"));
        try (OddServer server = new OddServer((path, to) -> OddServer.send(to, 200, BODY))) {
            Cli pirn = Cli.run("get", "-o", out, server.url("a"), server.url("c"));

            assertEquals(1, pirn.exitCode());
            assertTrue(pirn.err().contains("cannot write " + out.resolve("a") + ": "), pirn.err());
            assertEquals(List.of("a", "c"), filesIn(out));
        }
    }

    @Test
    void existingFilesAreReplacedOrKept() throws IOException {
        Path file = Files.writeString(out.resolve("a"), "old");
        try (OddServer server = new OddServer((path, to) -> OddServer.send(to, 200, BODY))) {
            Cli kept = Cli.run("get", "--no-clobber", "-o", out, server.url("a"));
            assertEquals(0, kept.exitCode());
            assertTrue(kept.out().startsWith("0 ok, 0 failed, 1 kept; "), kept.out());
            assertEquals("old", Files.readString(file));

            assertEquals(0, Cli.run("get", "-o", out, server.url("a")).exitCode());
            assertArrayEquals(BODY, Files.readAllBytes(file));
        }
    }

    @Test
    void checksumsAreCompared() throws IOException {
        Path sums = out.resolve("SHA256SUMS");
        try (OddServer server =
                new OddServer((path, to) -> OddServer.send(to, 200, path.getBytes(StandardCharsets.US_ASCII)))) {
            String ofA = Checksums.sha256("a".getBytes(StandardCharsets.US_ASCII));
            Files.writeString(sums, ofA + "  files/a\n" + ofA + " *b\n");
            Cli pirn =
                    Cli.run("get", "--sha256sums", sums, "-o", out, server.url("a"), server.url("b"), server.url("c"));

            assertEquals(1, pirn.exitCode());
            assertTrue(pirn.err().contains(server.url("b") + ": SHA-256 is "), pirn.err());
            assertEquals(List.of("SHA256SUMS", "a", "c"), filesIn(out));
        }
    }

    @Test
    void urlsComeFromAFileToo() throws IOException {
        try (OddServer server = new OddServer((path, to) -> OddServer.send(to, 200, BODY))) {
            Path list = Files.writeString(
                    out.resolve("urls"), "# mine\n\n" + server.url("a") + "\n" + server.url("b") + "\n");
            assertEquals(
                    0,
                    Cli.run("get", "--quiet", "-i", list, "-o", out.resolve("files"))
                            .exitCode());
            assertEquals(List.of("a", "b"), filesIn(out.resolve("files")));
        }
    }

    @Test
    void wrongCallsNameTheWrongValue() {
        assertUsage("no URL given", "get");
        assertUsage("'0'", "get", "-c", "0", "http://h/");
        assertUsage("'soon'", "get", "--timeout", "soon", "http://h/");
        assertUsage("'0s'", "get", "--timeout", "0s", "http://h/");
        assertUsage("'-1'", "get", "--retries", "-1", "http://h/");
        assertUsage("\"nosuch\"", "get", "--loop", "nosuch", "http://h/");
        assertUsage("--wrong", "get", "--wrong", "http://h/");
    }

    @Test
    void aMissingListIsNamed() {
        Cli pirn = Cli.run("get", "-i", out.resolve("none"), "-o", out);
        assertEquals(1, pirn.exitCode());
        assertEquals("pirn get: cannot read " + out.resolve("none") + ": no such file or directory\n", pirn.err());
    }

    private static void assertUsage(String named, Object... args) {
        Cli pirn = Cli.run(args);
        assertEquals(2, pirn.exitCode(), pirn::err);
        assertTrue(pirn.err().contains(named), pirn.err());
        assertTrue(pirn.err().endsWith("Try 'pirn get --help'.\n"), pirn.err());
    }

    private static List<String> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
