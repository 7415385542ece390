package dev.pirn.tck.scheduling;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Interrupting the thread that called {@code run}, while its loop is busy. */
class InterruptsTck {

    /** Its loop runs on a thread of its own, whose coroutines come and go, and take its interrupt status with them. */
    @LoopTest
    void aVirtualThreadThatRunsABusyLoopCanBeInterrupted(LoopCase loops) throws InterruptedException {
        for (int round = 0; round < 20; round++)
            interruptARun(loops, Thread.ofVirtual(), 0, begun -> {
                while (true) {
                    begun.run();
                    yieldNow();
                }
            });
    }

    /** It waits in native code, of which the JDK knows nothing, or is about to, or mounts its coroutine just now. */
    @LoopTest
    void aPlatformThreadThatWaitsForNothingCanBeInterrupted(LoopCase loops) throws InterruptedException {
        for (int round = 0; round < 20; round++)
            interruptARun(loops, Thread.ofPlatform(), round * 1000, begun -> {
                Promise<String> never = Loop.current().promise();
                begun.run();
                never.await();
            });
    }

    /** Interrupts a caller of {@code run} so many spins after its main task has begun: the run ends cancelled. */
    private static void interruptARun(LoopCase loops, Thread.Builder callers, int spins, Consumer<Runnable> main)
            throws InterruptedException {
        AtomicReference<String> end = new AtomicReference<>("none");
        CountDownLatch begun = new CountDownLatch(1);
        Thread caller = callers.start(() -> {
            try (Runner runner = loops.builder().build()) {
                runner.run(() -> main.accept(begun::countDown));
            } catch (CancellationException e) {
                end.set(e.getMessage() + (Thread.interrupted() ? ", and the status is set" : ""));
            }
        });
        begun.await();
        for (int i = 0; i < spins; i++) Thread.onSpinWait();
        caller.interrupt();
        caller.join();
        assertEquals("main: the thread that runs the loop was interrupted, and the status is set", end.get());
    }

    @LoopTest(coroutines = "loop")
    void aTaskThatIsCancelledInForeignCodeTellsWhy(LoopCase loops) {
        loops.run(() -> {
            Task<?> task = spawn(() -> Thread.sleep(Duration.ofHours(1)));
            sleep(Duration.ofMillis(5));
            task.cancel("enough");
            CancellationException cancelled = assertThrows(CancellationException.class, task::await);
            assertTrue(cancelled.toString().endsWith("enough"), cancelled::toString);
            assertInstanceOf(InterruptedException.class, cancelled.getCause());
        });
    }
}
