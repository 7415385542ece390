package dev.pirn.tck.net;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.BusyException;
import dev.pirn.Task;
import dev.pirn.TimedOutException;
import dev.pirn.net.Streams;
import dev.pirn.net.Streams.Copied;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;

/** Copying both ways between two connections, as a proxy does. */
class ProxyTck {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int LITTLE = 2_000;

    /** More than the streams and the system hold. */
    private static final int MUCH = 3_000_000;

    /** What the two peers of a proxy do, and what the proxy has in its hands. */
    @FunctionalInterface
    private interface Use {

        void with(TcpStream client, TcpStream first, TcpStream second, TcpStream server) throws Exception;
    }

    private static void between(LoopCase loops, Use test) {
        loops.runVirtual(() -> Pair.connected(
                (client, first) -> Pair.connected((second, server) -> test.with(client, first, second, server))));
    }

    private static Task<Copied> copying(TcpStream first, TcpStream second) {
        return spawn(() -> Streams.copy(first, second));
    }

    @LoopTest(io = true)
    void theAnswerMayComeAfterTheEndOfTheQuestion(LoopCase loops) {
        questionThenAnswer(loops, LITTLE);
    }

    @LoopTest
    void howeverMuchItIs(LoopCase loops) {
        questionThenAnswer(loops, MUCH);
    }

    private static void questionThenAnswer(LoopCase loops, int size) {
        byte[] question = Data.random(size, loops.seed());
        byte[] answer = Data.random(2 * size, loops.seed() + 1);
        between(loops, (client, first, second, server) -> {
            Task<Copied> copying = copying(first, second);
            Task<?> asking = spawn(() -> {
                client.write(question);
                client.shutdownOutput();
            });
            assertArrayEquals(question, server.readAll());
            asking.await();
            sleep(HOUR);
            Task<?> answering = spawn(() -> {
                server.write(answer);
                server.close();
            });
            assertArrayEquals(answer, client.readAll());
            answering.await();
            assertEquals(new Copied(question.length, answer.length), copying.await());
            assertFalse(first.isClosed());
            assertFalse(second.isClosed());
        });
    }

    @LoopTest(io = true)
    void bothPeersMayTalkAtOnce(LoopCase loops) {
        between(loops, (client, first, second, server) -> {
            Task<Copied> copying = copying(first, second);
            for (int i = 0; i < 3; i++) {
                client.write("ping\n");
                server.write("pong\n");
                assertEquals("ping", server.readLine());
                assertEquals("pong", client.readLine());
            }
            server.shutdownOutput();
            assertEquals(0, client.readAll().length);
            client.write("last");
            client.close();
            assertEquals("last", Data.text(server.readAll()));
            assertEquals(new Copied(19, 15), copying.await());
        });
    }

    @LoopTest(io = true)
    void aConnectionThatBreaksEndsBoth(LoopCase loops) {
        between(loops, (client, first, second, server) -> {
            Task<IOException> copying = spawn(() -> assertThrows(IOException.class, () -> Streams.copy(first, second)));
            client.write("half of a");
            assertEquals(9, server.readExactly(9).length);
            server.abort();
            assertSame(SocketException.class, copying.await().getClass());
            assertThrows(SocketException.class, () -> client.read(1));
            assertTrue(first.isClosed());
            assertTrue(second.isClosed());
        });
    }

    @LoopTest(io = true)
    void soDoesOneThatIsClosedByAnotherCoroutine(LoopCase loops) {
        between(loops, (client, first, second, server) -> {
            Task<IOException> copying = spawn(() -> assertThrows(IOException.class, () -> Streams.copy(first, second)));
            sleep(HOUR);
            second.close();
            copying.await();
            assertTrue(first.isClosed());
            assertThrows(SocketException.class, () -> client.read(1));
        });
    }

    @LoopTest(io = true)
    void aCancelAbortsBoth(LoopCase loops) {
        between(loops, (client, first, second, server) -> {
            client.write("never whole");
            assertThrows(TimedOutException.class, () -> timeout(HOUR, () -> Streams.copy(first, second)));
            assertEquals(11, server.readExactly(11).length);
            assertThrows(SocketException.class, () -> server.read(1));
            assertThrows(SocketException.class, () -> client.read(1));
        });
    }

    @LoopTest(io = true)
    void misuseIsRefused(LoopCase loops) {
        between(loops, (client, first, second, server) -> {
            assertThrows(IllegalArgumentException.class, () -> Streams.copy(first, first));
            Task<?> reader = spawn(() -> assertThrows(IOException.class, () -> second.read(1)));
            sleep(HOUR);
            assertThrows(BusyException.class, () -> Streams.copy(first, second));
            reader.await();
        });
    }
}
