package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/** A future between threads: one outcome, and nobody who blocks on it is forgotten. */
class FutureCoreLincheckTest {

    private static final int INVOCATIONS = 500;

    /** Forbids that a thread reads "pending", goes to sleep, and the completing thread does not see it on the list. */
    @Test
    void aBlockedThreadIsWoken() {
        RunLoop loop = Loopless.loop();
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Promise<Integer> promise = new Promise<>(loop);
            AtomicReference<Object> seen = new AtomicReference<>();
            Thread reader = new Thread(() -> seen.set(get(promise)));
            reader.start();
            promise.complete(42);
            join(reader);
            assertEquals(42, seen.get());
        });
        loop.close();
    }

    /** Forbids two winners, and an outcome that changes. */
    @Test
    void oneOfTwoCompletionsWins() {
        RunLoop loop = Loopless.loop();
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Promise<Integer> promise = new Promise<>(loop);
            AtomicReference<Boolean> other = new AtomicReference<>();
            Thread rival = new Thread(() -> other.set(promise.complete(1)));
            rival.start();
            boolean mine = promise.complete(2);
            Object first = get(promise);
            join(rival);
            assertNotEquals(mine, other.get());
            assertEquals(mine ? 2 : 1, first);
            assertTrue(promise.isDone());
        });
        loop.close();
    }

    private static Object get(Promise<Integer> promise) {
        try {
            return promise.get();
        } catch (InterruptedException | ExecutionException e) {
            return e;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
