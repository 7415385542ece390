package dev.pirn.tck.scheduling;

import static dev.pirn.Async.await;
import static dev.pirn.Async.runInExecutor;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Future;
import dev.pirn.TaskLocal;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Functions in executors that serialize them, as those of distributed engines do. What travels is the function itself,
 * and the executor's future reports its end.
 */
class TravellingJobsTck {

    private static final TaskLocal<String> USER = TaskLocal.withDefault("guest");

    interface Portable<T> extends Callable<T>, Serializable {}

    /** Keeps the bytes of each function until the test runs it; its futures are a kind of engine's. */
    private abstract static class Engine extends AbstractExecutorService {

        final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
        Object received = "nothing";

        Object carry(Object task) {
            try {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                    out.writeObject(task);
                }
                received = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
                return received;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }

        void runAll() {
            for (Runnable next; (next = waiting.poll()) != null; ) {
                Thread.ofPlatform().start(next);
            }
        }

        @Override
        public void execute(Runnable task) {
            throw new UnsupportedOperationException("submit it");
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }

    /** Its futures call back. */
    private static final class CallingBack extends Engine {
        volatile boolean interrupted;

        @Override
        @SuppressWarnings("unchecked")
        public <T> java.util.concurrent.Future<T> submit(Callable<T> task) {
            Callable<T> copy = (Callable<T>) carry(task);
            CompletableFuture<T> future = new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterruptIfRunning) {
                    interrupted = mayInterruptIfRunning;
                    return super.cancel(mayInterruptIfRunning);
                }
            };
            waiting.add(() -> {
                try {
                    future.complete(copy.call());
                } catch (Exception e) {
                    future.completeExceptionally(e);
                }
            });
            return future;
        }
    }

    /** One has to wait for its futures; it serializes late, or at once. */
    private static final class Waiting extends Engine {
        private final boolean late;

        Waiting(boolean late) {
            this.late = late;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> java.util.concurrent.Future<T> submit(Callable<T> task) {
            Callable<T> sent = late ? () -> ((Callable<T>) carry(task)).call() : (Callable<T>) carry(task);
            FutureTask<T> future = new FutureTask<>(sent);
            waiting.add(future);
            return future;
        }
    }

    private static List<Engine> engines() {
        return List.of(new CallingBack(), new Waiting(false), new Waiting(true));
    }

    @LoopTest
    void whatIsSerializedIsTheFunctionItself(LoopCase loops) {
        loops.run(() -> {
            for (Engine engine : engines()) {
                Portable<String> function = () -> "woven";
                Future<String> result = runInExecutor(engine, function);
                engine.runAll();
                assertEquals("woven", await(result));
                assertInstanceOf(Portable.class, engine.received); // not what Pirn wraps it in
            }
        });
    }

    @LoopTest
    void aFailureElsewhereArrives(LoopCase loops) {
        loops.run(() -> {
            for (Engine engine : engines()) {
                Portable<String> function = () -> {
                    throw new IOException("torn");
                };
                Future<String> result = runInExecutor(engine, function);
                engine.runAll();
                CompletionException failure = assertThrows(CompletionException.class, result::await);
                assertEquals(
                        "torn",
                        assertInstanceOf(IOException.class, failure.getCause()).getMessage());
            }
        });
    }

    @LoopTest
    void aFunctionThatIsNotSerializableIsAFailureOfTheFuture(LoopCase loops) {
        loops.run(() -> {
            Object captured = new Object();
            Portable<String> function = captured::toString;
            Future<String> result = runInExecutor(new CallingBack(), function);
            UncheckedIOException failure = assertThrows(UncheckedIOException.class, result::await);
            NotSerializableException cause = assertInstanceOf(NotSerializableException.class, failure.getCause());
            assertEquals("java.lang.Object", cause.getMessage());
        });
    }

    @LoopTest
    void cancellingStopsWhatRunsElsewhere(LoopCase loops) {
        loops.run(() -> {
            CallingBack engine = new CallingBack();
            Portable<String> function = () -> "woven";
            Future<String> result = runInExecutor(engine, function);
            result.cancel("not needed");
            assertTrue(engine.interrupted);
            assertThrows(CancellationException.class, result::await);
        });
    }

    @LoopTest
    void anExecutorOfThisJvmThatCallsBackRunsTheFunctionWithTheValuesOfItsCaller(LoopCase loops) {
        loops.run(() -> {
            USER.set("ann");
            Engine local = new Engine() {
                @Override
                public <T> java.util.concurrent.Future<T> submit(Callable<T> task) {
                    return CompletableFuture.supplyAsync(() -> {
                        try {
                            return task.call();
                        } catch (Exception e) {
                            throw new CompletionException(e);
                        }
                    });
                }
            };
            Portable<String> function = USER::get;
            assertEquals("ann", await(runInExecutor(local, function)));
            Portable<String> failing = () -> {
                throw new IOException("torn");
            };
            Future<String> failed = runInExecutor(local, failing);
            assertInstanceOf(
                    IOException.class,
                    assertThrows(CompletionException.class, failed::await).getCause());
        });
    }

    @LoopTest
    void theClockDoesNotJumpWhileAFunctionIsElsewhere(LoopCase loops) {
        loops.runVirtual(() -> {
            for (Engine engine : engines()) {
                Portable<String> function = () -> "woven";
                Future<String> result = runInExecutor(engine, function);
                Future<?> hour = spawn(() -> sleep(Duration.ofHours(1)));
                yieldNow();
                engine.runAll();
                assertEquals("woven", await(result));
                assertFalse(hour.isDone());
                await(hour);
            }
        });
    }
}
