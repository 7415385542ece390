package dev.pirn.tck.scheduling;

import static dev.pirn.Async.checkCancelled;
import static dev.pirn.Async.shielded;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.waitFor;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Block;
import dev.pirn.CancelScope;
import dev.pirn.Cancelled;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.TimedOutException;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Cancelling a coroutine that is blocked in code which knows nothing of Pirn. It is interrupted, and what the code
 * throws is the cancellation. With baton such code holds the loop, which then cannot cancel anything.
 */
class ForeignWaitsTck {

    private static final Duration LIMIT = Duration.ofMillis(20);

    /** A server that accepts and never answers. */
    private static ServerSocket silent() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static void read(ServerSocket server) throws IOException {
        try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            int _ = socket.getInputStream().read();
        }
    }

    /** As a database driver does. */
    private static void readWrapped(ServerSocket server) {
        try {
            read(server);
        } catch (IOException e) {
            throw new UncheckedIOException("an I/O error occurred", e);
        }
    }

    private static Task<?> blocked(Block<?> body) {
        Task<?> task = spawn(body);
        while (!task.toString().contains("foreign")) yieldNow();
        return task;
    }

    @LoopTest(coroutines = "loop")
    void aTimeoutRoundASocketIsATimeout(LoopCase loops) throws IOException {
        try (ServerSocket server = silent()) {
            loops.run(() -> {
                TimedOutException late =
                        assertThrows(TimedOutException.class, () -> timeout(LIMIT, () -> read(server)));
                assertInstanceOf(SocketException.class, late.getCause());
                assertFalse(Thread.currentThread().isInterrupted());
                yieldNow();
            });
        }
    }

    @LoopTest(coroutines = "loop")
    void soIsOneRoundALibraryThatWrapsIt(LoopCase loops) throws IOException {
        try (ServerSocket server = silent()) {
            loops.run(() -> {
                TimedOutException late =
                        assertThrows(TimedOutException.class, () -> timeout(LIMIT, () -> readWrapped(server)));
                assertInstanceOf(UncheckedIOException.class, late.getCause());
            });
        }
    }

    @LoopTest(coroutines = "loop")
    void soIsOneRoundAFutureOfTheJdk(LoopCase loops) {
        loops.run(() -> assertThrows(
                TimedOutException.class,
                () -> timeout(LIMIT, () -> {
                    try {
                        return new FutureTask<>(() -> 1).get();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException("interrupted", e);
                    }
                })));
    }

    @LoopTest(coroutines = "loop")
    void soIsOneWhoseInterruptIsSuppressed(LoopCase loops) {
        loops.run(() -> assertThrows(
                TimedOutException.class,
                () -> timeout(LIMIT, () -> {
                    IllegalStateException failure = new IllegalStateException("the pool gave no connection");
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        failure.addSuppressed(new ExecutionException(e));
                    }
                    throw failure;
                })));
    }

    @LoopTest(coroutines = "loop")
    void soIsOneRoundAChannel(LoopCase loops) throws IOException {
        try (ServerSocket server = silent()) {
            loops.run(() -> {
                TimedOutException late = assertThrows(
                        TimedOutException.class,
                        () -> timeout(LIMIT, () -> {
                            InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
                            try (SocketChannel channel = SocketChannel.open(address)) {
                                return channel.read(ByteBuffer.allocate(1));
                            }
                        }));
                assertInstanceOf(ClosedByInterruptException.class, late.getCause());
            });
        }
    }

    @LoopTest(coroutines = "loop")
    void waitForSaysItToo(LoopCase loops) throws IOException {
        try (ServerSocket server = silent()) {
            loops.run(() -> {
                Task<?> task = spawn(() -> readWrapped(server));
                TimedOutException late = assertThrows(TimedOutException.class, () -> waitFor(LIMIT, task));
                assertInstanceOf(UncheckedIOException.class, late.getCause());
            });
        }
    }

    @LoopTest(coroutines = "loop")
    void aTaskThatIsCancelledThereIsCancelled(LoopCase loops) throws IOException {
        try (ServerSocket server = silent()) {
            loops.run(() -> {
                Task<?> task = blocked(() -> readWrapped(server));
                task.cancel("enough");
                CancellationException cancelled = assertThrows(CancellationException.class, task::await);
                assertTrue(task.isCancelled());
                assertTrue(cancelled.toString().endsWith("enough"), cancelled::toString);
                assertInstanceOf(UncheckedIOException.class, cancelled.getCause());
            });
        }
    }

    @LoopTest(coroutines = "loop")
    void aGroupThatIsCancelledThereEndsWithoutAnException(LoopCase loops) throws IOException {
        List<Task<?>> children = new ArrayList<>();
        try (ServerSocket server = silent()) {
            loops.run(() -> TaskGroup.run(group -> {
                children.add(group.spawn(() -> readWrapped(server)));
                children.add(group.spawn(() -> new CancelScope().run(() -> read(server))));
                children.add(group.spawn(() -> {
                    for (Task<?> child : children.subList(0, 2))
                        while (!child.toString().contains("foreign")) yieldNow();
                    sleep(LIMIT);
                    group.cancel("enough");
                }));
                readWrapped(server);
            }));
        }
        assertTrue(children.get(0).isCancelled());
        assertTrue(children.get(1).isCancelled());
    }

    @LoopTest(coroutines = "loop")
    void theOutermostScopeThatIsOverCatchesIt(LoopCase loops) throws IOException {
        try (ServerSocket server = silent()) {
            loops.run(() -> {
                CancelScope outer = new CancelScope();
                CancelScope inner = new CancelScope();
                Task<?> task = blocked(() ->
                        outer.run(() -> new CancelScope().run(() -> inner.run(() -> readWrapped(server)))));
                inner.cancel();
                outer.cancel();
                task.await();
                assertTrue(outer.cancelCaught());
                assertFalse(inner.cancelCaught());
            });
        }
    }

    @LoopTest(coroutines = "loop")
    void afterShieldedCleanupItIsStillTheCancellation(LoopCase loops) throws IOException {
        try (ServerSocket server = silent()) {
            loops.run(() -> assertThrows(
                    TimedOutException.class,
                    () -> timeout(LIMIT, () -> {
                        try {
                            readWrapped(server);
                        } finally {
                            shielded(() -> {
                                assertFalse(Thread.currentThread().isInterrupted());
                                yieldNow();
                            });
                        }
                    })));
        }
    }

    @LoopTest(coroutines = "loop")
    void anotherFailureInCleanupIsThrownAndShowsTheTimeout(LoopCase loops) {
        loops.run(() -> {
            ConnectException refused = assertThrows(
                    ConnectException.class,
                    () -> timeout(LIMIT, () -> {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            throw new ConnectException("connection refused");
                        }
                    }));
            assertEquals(1, refused.getSuppressed().length);
            assertInstanceOf(TimedOutException.class, refused.getSuppressed()[0]);
        });
    }

    @LoopTest
    void aFailureWithoutAnInterruptIsNone(LoopCase loops) {
        loops.runVirtual(() -> {
            CancelScope scope = new CancelScope();
            assertThrows(
                    SocketException.class,
                    () -> scope.run(() -> {
                        scope.cancel();
                        throw new SocketException("broken");
                    }));
            assertFalse(scope.cancelCaught());
        });
    }

    @LoopTest
    void aFunctionInAThreadThatSeesTheCancellationMayWrapIt(LoopCase loops) {
        loops.run(() -> {
            TimedOutException late = assertThrows(
                    TimedOutException.class, () -> timeout(LIMIT, () -> toThread(ForeignWaitsTck::untilCancelled)));
            assertInstanceOf(Cancelled.class, late.getCause());
        });
    }

    private static String untilCancelled() {
        while (true) {
            try {
                checkCancelled();
                Thread.onSpinWait();
            } catch (Cancelled c) {
                throw new IllegalStateException("the query was cancelled", c);
            }
        }
    }
}
