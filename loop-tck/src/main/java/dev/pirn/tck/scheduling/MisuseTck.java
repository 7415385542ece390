package dev.pirn.tck.scheduling;

import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Block;
import dev.pirn.Loop;
import dev.pirn.Parker;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.function.Executable;

/** What debug mode says to those who use something on a wrong thread, or forget to close it. */
class MisuseTck {

    @LoopTest
    void aTaskKnowsWhereItWasSpawned(LoopCase loops) {
        runDebug(loops, () -> {
            Task<?> task = spawnsHere();
            assertEquals("spawnsHere", task.spawnStack()[0].getMethodName());
            task.await();
            assertEquals(0, task.spawnStack().length);
            Loop.current().debug(false);
            assertEquals(0, spawnsHere().spawnStack().length);
        });
    }

    private static Task<?> spawnsHere() {
        return spawn(() -> yieldNow());
    }

    @LoopTest
    void aParkedCoroutineIsNotResumedByAnotherThread(LoopCase loops) {
        runDebug(loops, () -> {
            Parker parker = new Parker();
            Task<?> parked = spawn(() -> parker.park(() -> true));
            yieldNow();
            refusedInThread(parker::unpark, "a parker");
            parker.unpark();
            parked.await();
        });
    }

    @LoopTest
    void aTaskGroupIsNotUsedByAnotherThread(LoopCase loops) {
        runDebug(loops, () -> {
            TaskGroup.run(group -> refusedInThread(() -> group.spawn(() -> yieldNow()), "a task group"));
        });
    }

    @LoopTest(io = true)
    void aStreamIsNotUsedByAnotherThread(LoopCase loops) {
        runDebug(loops, () -> {
            TcpServer server = Tcp.listen("127.0.0.1", 0, TcpStream::readAll);
            try (TcpStream stream = Tcp.connect("127.0.0.1", server.port())) {
                refusedInThread(() -> stream.write("x"), "TcpStream");
                refusedInThread(stream::flush, "TcpStream");
                refusedInThread(stream::shutdownOutput, "TcpStream");
                refusedInThread(stream::abort, "TcpStream");
                refusedInThread(stream::close, "TcpStream");
                refusedInThread(() -> stream.read(1), "TcpStream");
            }
            server.close();
            server.waitClosed();
        });
    }

    private static void refusedInThread(Executable use, String what) {
        toThread(() -> {
            IllegalStateException thrown = assertThrows(IllegalStateException.class, use);
            String message = String.valueOf(thrown.getMessage());
            assertTrue(message.contains(what), message);
            assertTrue(message.contains("loop on driver"), message);
            assertTrue(message.contains(Thread.currentThread().toString()), message);
            return true;
        });
    }

    @LoopTest(io = true)
    void whatWasNotClosedIsReportedWithWhoOpenedIt(LoopCase loops) {
        loops.expectReports(1);
        runDebug(loops, () -> {
            TcpServer server = Tcp.listen("127.0.0.1", 0, stream -> {
                assertThrows(java.io.IOException.class, stream::readAll);
            });
            spawn(() -> opensAndForgets(server.port())).await();
            while (loops.reports().isEmpty()) {
                toThread(() -> {
                    System.gc();
                    return true;
                });
            }
            server.close();
            server.waitClosed();
        });
        Throwable failure = Objects.requireNonNull(loops.reports().getFirst().failure());
        assertTrue(
                Arrays.stream(failure.getSuppressed())
                        .flatMap(opened -> Arrays.stream(opened.getStackTrace()))
                        .anyMatch(frame -> frame.getMethodName().equals("opensAndForgets")),
                failure::toString);
    }

    private static void opensAndForgets(int port) throws java.io.IOException {
        assertEquals(port, Tcp.connect("127.0.0.1", port).remoteAddress().getPort());
    }

    private static void runDebug(LoopCase loops, Block<?> main) {
        try (Runner runner = loops.builder().debug(true).build()) {
            runner.run(main);
        }
    }
}
