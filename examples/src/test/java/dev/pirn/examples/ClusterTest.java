package dev.pirn.examples;

import static dev.pirn.Async.await;
import static dev.pirn.Async.runInExecutor;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import dev.pirn.Future;
import dev.pirn.Pirn;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A distributed engine's executor, unchanged: what arrives at the other member, and what comes back. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTest {

    private interface Portable<T> extends Callable<T>, Serializable {}

    /** The members are in one JVM, so the test sees what a function does that came to the other one as bytes. */
    private static volatile CountDownLatch begun = new CountDownLatch(1);

    private static volatile CountDownLatch interrupted = new CountDownLatch(1);

    private static HazelcastInstance asks;
    private static HazelcastInstance works;
    private static ExecutorService executor;

    @BeforeAll
    static void start() throws IOException {
        int port = Cluster.freePort();
        asks = Cluster.member("asker", port, port, true);
        works = Cluster.member("worker", Cluster.freePort(), port, false);
        executor = asks.getExecutorService("test");
    }

    @AfterAll
    static void close() {
        works.getLifecycleService().terminate();
        asks.getLifecycleService().terminate();
    }

    @Test
    @Order(1)
    void aFunctionRunsOnTheOtherMember() {
        Pirn.run(() ->
                assertEquals("12 squared by worker is 144", await(runInExecutor(executor, new Cluster.Square(12)))));
    }

    @Test
    @Order(2)
    void itsFailureIsThrownByAwait() {
        Portable<String> function = () -> {
            throw new IOException("torn");
        };
        Pirn.run(() -> {
            CompletionException failure =
                    assertThrows(CompletionException.class, () -> await(runInExecutor(executor, function)));
            assertEquals(
                    "torn",
                    assertInstanceOf(IOException.class, failure.getCause()).getMessage());
        });
    }

    @Test
    @Order(3)
    void whatCannotBeSerializedIsAFailureOfItsFuture() {
        Object captured = new Object();
        Portable<String> function = captured::toString;
        Pirn.run(() -> {
            Future<String> result = runInExecutor(executor, function);
            RuntimeException failure = assertThrows(RuntimeException.class, result::await);
            assertEquals(
                    "java.lang.Object",
                    assertInstanceOf(NotSerializableException.class, failure.getCause())
                            .getMessage());
        });
    }

    @Test
    @Order(4)
    void cancellingStopsItThere() {
        begun = new CountDownLatch(1);
        interrupted = new CountDownLatch(1);
        Pirn.run(() -> {
            Future<Integer> result = runInExecutor(executor, (Portable<Integer>) ClusterTest::hang);
            begun.await();
            result.cancel("enough");
            assertThrows(CancellationException.class, result::await);
            assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        });
    }

    @Test
    @Order(5)
    void aMemberThatDiesFailsWhatItRan() {
        begun = new CountDownLatch(1);
        Pirn.run(() -> {
            Future<Integer> result = runInExecutor(executor, (Portable<Integer>) ClusterTest::hang);
            begun.await();
            spawn(() -> toThread(() -> {
                works.getLifecycleService().terminate();
                return null;
            }));
            RuntimeException failure =
                    assertThrows(RuntimeException.class, () -> waitFor(Duration.ofSeconds(20), result));
            assertInstanceOf(HazelcastException.class, failure); // nobody is left who could run it
        });
    }

    private static int hang() throws InterruptedException {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } finally {
            interrupted.countDown();
        }
        return 0;
    }
}
