package dev.pirn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ends a real process in the middle of a download. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill command")
class InterruptTest {

    private static final byte[] BODY = new byte[200_000];

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({"INT, --no-progress, 130", "INT, --blocking, 130", "TERM, --no-progress, 143"})
    void aSignalLeavesNoPartialFileAndNoStackTrace(String signal, String way, int exitCode) throws Exception {
        CountDownLatch halfway = new CountDownLatch(2);
        CountDownLatch over = new CountDownLatch(1);
        OddServer.Answer answer = (path, to) -> {
            OddServer.send(to, 200, BODY, BODY.length / 2);
            halfway.countDown();
            over.await();
        };
        Path out = home.resolve("out");
        Path said = home.resolve("said");
        try (OddServer server = new OddServer(answer)) {
            Process pirn = start(
                    said,
                    "get",
                    way,
                    "-c",
                    "2",
                    "-o",
                    out.toString(),
                    server.url("a"),
                    server.url("b"),
                    server.url("c"));
            assertTrue(halfway.await(20, TimeUnit.SECONDS), () -> read(said));
            new ProcessBuilder("kill", "-" + signal, String.valueOf(pirn.pid()))
                    .start()
                    .waitFor();

            assertTrue(pirn.waitFor(20, TimeUnit.SECONDS));
            over.countDown();
            assertEquals(exitCode, pirn.exitValue(), () -> read(said));
            assertEquals("interrupted: 0 of 3 files are there, nothing partial is left\n", read(said));
            try (Stream<Path> files = Files.list(out)) {
                assertEquals(List.of(), files.toList());
            }
        }
    }

    private static Process start(Path said, String... args) throws IOException {
        return JavaProcess.command(args)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
