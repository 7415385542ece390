package dev.pirn.tck.net;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pirn.Task;
import dev.pirn.file.AsyncFile;
import dev.pirn.net.ConnectOptions;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;

/** The stack of a failure shows which line of the program failed, also where the driver reported it inside a poll. */
class FailureStacksTck {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MUCH = 1_000_000;

    /** What fails, below a method of a name that is looked for. */
    @FunctionalInterface
    private interface Failing {

        void run() throws IOException;
    }

    private static void lineOfTheProgram(Failing failing) throws IOException {
        failing.run();
    }

    private static void assertShowsTheLine(Failing failing) {
        IOException failure = assertThrows(IOException.class, () -> lineOfTheProgram(failing));
        StackTraceElement[] stack = failure.getStackTrace();
        assertTrue(
                Arrays.stream(stack).anyMatch(frame -> frame.getMethodName().equals("lineOfTheProgram")),
                () -> failure + " " + Arrays.toString(stack));
    }

    @LoopTest(io = true)
    void ofARefusedConnect(LoopCase loops) throws IOException {
        InetSocketAddress unused;
        try (ServerSocket taken = new ServerSocket(0, 1, Pair.ADDRESS)) {
            unused = (InetSocketAddress) taken.getLocalSocketAddress();
        }
        loops.run(() -> assertShowsTheLine(
                () -> Tcp.connect(unused, ConnectOptions.DEFAULT).close()));
    }

    @LoopTest(io = true)
    void ofAHostThatDoesNotExist(LoopCase loops) {
        loops.run(() ->
                assertShowsTheLine(() -> Tcp.connect("no-such-host.invalid", 9).close()));
    }

    @LoopTest(io = true)
    void ofAReadThatWaits(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            Task<?> reader = spawn(() -> assertShowsTheLine(near::readLine));
            sleep(HOUR);
            far.abort();
            reader.await();
        }));
    }

    @LoopTest(io = true)
    void ofAWriteThatWaits(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> {
            Task<?> writer = spawn(() -> assertShowsTheLine(() -> near.write(new byte[MUCH])));
            sleep(HOUR);
            far.abort();
            writer.await();
        }));
    }

    @LoopTest(io = true)
    void ofAFlushThatWaits(LoopCase loops) {
        loops.runVirtual(() -> Pair.tight((near, far) -> {
            assertTrue(Pair.fill(near).length > 0);
            Task<?> flusher = spawn(() -> assertShowsTheLine(near::flush));
            sleep(HOUR);
            far.abort();
            flusher.await();
        }));
    }

    @LoopTest(io = true)
    void ofAWriteThatFailedBehindTheBackOfTheProgram(LoopCase loops) {
        loops.runVirtual(() -> Pair.connected((near, far) -> {
            far.abort();
            assertShowsTheLine(() -> writeUntilItFails(near));
        }));
    }

    private static void writeUntilItFails(TcpStream stream) throws IOException {
        while (true) {
            stream.write("x");
            sleep(HOUR); // it is sent without the program at the end of the turn
        }
    }

    @LoopTest(io = true)
    void ofAFileThatIsMissing(LoopCase loops) throws IOException {
        Path missing = Files.createTempDirectory("pirn").resolve("missing");
        loops.run(() -> assertShowsTheLine(() -> AsyncFile.open(missing).close()));
        Files.delete(missing.getParent());
    }

    @LoopTest(io = true)
    void ofAFileThatCannotBeWritten(LoopCase loops) {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no device that is always full");
        loops.run(() -> {
            try (AsyncFile file = AsyncFile.open(full, StandardOpenOption.WRITE)) {
                assertShowsTheLine(() -> file.write(ByteBuffer.allocate(1), 0));
                assertShowsTheLine(() -> file.write(ByteBuffer.allocateDirect(1), 0));
            }
        });
    }

    @LoopTest(io = true)
    void ofAFileThatCannotBeRead(LoopCase loops) throws IOException {
        Path directory = Files.createTempDirectory("pirn");
        loops.run(() -> assertShowsTheLine(() -> {
            try (AsyncFile file = AsyncFile.open(directory)) {
                file.read(ByteBuffer.allocate(1), 0);
            }
        }));
        Files.delete(directory);
    }
}
