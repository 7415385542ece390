package dev.pirn.tck.net;

import static dev.pirn.Async.await;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Loop;
import dev.pirn.Task;
import dev.pirn.net.Tcp;
import dev.pirn.net.TcpServer;
import dev.pirn.net.TcpStream;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;

/** Streams that were not closed and are no longer reachable. */
class UnclosedTck {

    @LoopTest(io = true)
    void case118_aDroppedStreamIsReportedOnceAndItsSocketClosed(LoopCase loops) {
        loops.expectReports(1);
        loops.run(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, UnclosedTck::untilGone);
            await(spawn(() -> {
                TcpStream dropped = Tcp.connect(Pair.LOOPBACK, server.port());
                dropped.write("good bye");
                dropped.flush();
            }));
            while (server.connectionCount() == 0) {
                yieldNow();
            }
            server.close();
            collectGarbageUntilClosed(server);
            assertEquals(0, Loop.current().driver().openCount());
        });
        String report = String.valueOf(loops.reports().getFirst().message());
        assertTrue(report.contains("closed"), report);
    }

    @LoopTest(io = true)
    void case118_aClosedStreamIsNot(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, UnclosedTck::untilGone);
            await(spawn(() -> Tcp.connect(Pair.LOOPBACK, server.port()).close()));
            await(spawn(() -> Tcp.connect(Pair.LOOPBACK, server.port()).abort()));
            server.close();
            collectGarbageUntilClosed(server);
            collectGarbage();
        });
    }

    @LoopTest(io = true)
    void aStreamInUseIsNotDropped(LoopCase loops) {
        loops.run(() -> {
            TcpServer server = Tcp.listen(Pair.LOOPBACK, 0, stream -> {
                stream.readLine();
                stream.write("answer");
            });
            Task<byte[]> reader = spawn(() -> {
                try (TcpStream stream = Tcp.connect(Pair.LOOPBACK, server.port())) {
                    stream.write("question\n");
                    return stream.readAll();
                }
            });
            collectGarbage();
            assertEquals("answer", Data.text(reader.await()));
            server.close();
            server.waitClosed();
        });
    }

    private static void untilGone(TcpStream stream) {
        try {
            stream.readAll();
        } catch (IOException _) {
            // a dropped stream is aborted
        }
    }

    private static void collectGarbageUntilClosed(TcpServer server) {
        Task<?> closed = spawn(server::waitClosed);
        for (int i = 0; i < 100 && !closed.isDone(); i++) {
            collectGarbage();
        }
        assertTrue(closed.isDone(), "the dropped stream is still open");
    }

    private static void collectGarbage() {
        toThread(() -> {
            System.gc();
            return true;
        });
    }
}
