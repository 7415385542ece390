package dev.pirn.loop.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.net.Tcp;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ring and the threads that use it. */
class UringThreadsTest {

    private static final int MOST_TURNS = 1_000_000;

    @BeforeEach
    void requireRing() {
        var availability = new UringLoopProvider().availability();
        assumeTrue(availability.isAvailable(), availability::reason);
    }

    @Test
    void aConfinedRingIsNotRunByAnotherThread() throws Exception {
        try (Runner runner =
                Runner.builder().loop("io_uring").coroutines("loop").build()) {
            runner.run(() -> {});
            IllegalStateException refused =
                    elsewhere(() -> assertThrows(IllegalStateException.class, () -> runner.run(() -> {})));
            assertTrue(String.valueOf(refused.getMessage()).contains("confined(false)"), refused.getMessage());
        }
    }

    @Test
    void aRingThatIsNotConfinedIsRunByAnyThread() throws Exception {
        try (Runner runner = Runner.builder()
                .loop("io_uring")
                .coroutines("loop")
                .confined(false)
                .build()) {
            assertEquals(1, runner.run(() -> 1));
            assertEquals(2, elsewhere(() -> runner.run(() -> 2)));
        }
    }

    /** What is under way then is ended by the system: the peer sees the end of its connection. */
    @Test
    void aConfinedRingIsClosedByAnyThread() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Runner runner = Runner.builder().loop("io_uring").coroutines("loop").build();
            Loop loop = runner.loop();
            Task<?> reader = loop.spawn(() -> {
                Tcp.connect("127.0.0.1", server.getLocalPort()).read(1);
            });
            turnUntilPending(loop);
            try (Socket peer = server.accept()) {
                elsewhere(() -> {
                    runner.close();
                    return 0;
                });
                assertTrue(reader.isCancelled());
                assertEquals(-1, peer.getInputStream().read());
            }
        }
    }

    /** The system may give up what a thread has begun once that thread is gone; the driver begins it again. */
    @Test
    void aReadOutlivesTheThreadThatBeganIt() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Runner runner = Runner.builder()
                        .loop("io_uring")
                        .coroutines("loop")
                        .confined(false)
                        .build()) {
            Loop loop = runner.loop();
            Task<byte[]> reader = loop.spawn(() -> {
                try (var stream = Tcp.connect("127.0.0.1", server.getLocalPort())) {
                    return stream.read(1);
                }
            });
            elsewhere(() -> {
                turnUntilPending(loop);
                return 0;
            });
            try (Socket peer = server.accept()) {
                loop.turn();
                peer.getOutputStream().write(7);
                for (int turns = 0; !reader.isDone() && turns < MOST_TURNS; turns++) loop.turn();
                assertArrayEquals(new byte[] {7}, reader.resultNow());
            }
        }
    }

    /** Turns a loop until the read of its coroutine is under way: connected, nothing ready, one operation pending. */
    private static void turnUntilPending(Loop loop) {
        boolean connected = false;
        for (int turns = 0; turns < MOST_TURNS; turns++) {
            boolean more = loop.turn();
            connected |= loop.driver().openCount() > 0;
            if (connected && !more && isReading(loop)) return;
        }
        throw new AssertionError("no read is under way: " + loop.tasks());
    }

    private static boolean isReading(Loop loop) {
        for (Task<?> task : loop.tasks()) {
            for (StackTraceElement frame : task.stack()) {
                if (frame.getMethodName().equals("read")) return loop.driver().pendingCount() > 0;
            }
        }
        return false;
    }

    private static <T> T elsewhere(Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = Thread.ofPlatform().start(task);
        thread.join();
        return task.get();
    }
}
