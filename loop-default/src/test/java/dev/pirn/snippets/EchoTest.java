package dev.pirn.snippets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.TimedOutException;
import dev.pirn.junit.PirnTest;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import dev.pirn.tck.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the documentation of the kit for tests, which run. */
class EchoTest {

    // @start region="junit"
    @PirnTest(loops = "*")
    void echoesWhatItGets() throws IOException {
        try (TcpServer server = Tcp.listen("127.0.0.1", 0, stream -> stream.write(stream.readAll()))) {
            assertEquals("hello", ask(server, "hello")); // each await suspends this method
        }
    }

    @PirnTest(virtualTime = true)
    void givesUpAfterAnHour(VirtualClock clock) { // over in milliseconds
        long begin = clock.nanoTime();
        assertThrows(TimedOutException.class, () -> Async.timeout(Duration.ofHours(1), this::neverAnswers));
        assertEquals(Duration.ofHours(1).toNanos(), clock.nanoTime() - begin);
    }
    // @end

    // @start region="inputs"
    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 1_000_000})
    @PirnTest
    void echoes(int bytes, Loop loop) throws IOException {
        String question = "a".repeat(bytes);
        try (TcpServer server = Tcp.listen("127.0.0.1", 0, stream -> stream.write(stream.readAll()))) {
            assertEquals(question, ask(server, question), loop::toString);
        }
    }
    // @end

    // @start region="case"
    @LoopTest
    void sleepersWakeInOrder(LoopCase loops) {
        loops.runVirtual(() -> Async.sleep(Duration.ofHours(1)));
    }
    // @end

    private static String ask(TcpServer server, String question) throws IOException {
        try (TcpStream stream = Tcp.connect("127.0.0.1", server.port())) {
            stream.write(question);
            stream.shutdownOutput();
            return new String(stream.readAll(), UTF_8);
        }
    }

    private void neverAnswers() {
        Loop.current().promise().await();
    }
}
