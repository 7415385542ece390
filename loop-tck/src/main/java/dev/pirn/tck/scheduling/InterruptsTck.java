package dev.pirn.tck.scheduling;

import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pirn.Runner;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Interrupting the thread that called {@code run}, while its loop is busy. */
class InterruptsTck {

    /** Its loop runs on a thread of its own, whose coroutines come and go, and take its interrupt status with them. */
    @LoopTest
    void aVirtualThreadThatRunsABusyLoopCanBeInterrupted(LoopCase loops) throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            AtomicReference<String> end = new AtomicReference<>("none");
            CountDownLatch busy = new CountDownLatch(1);
            Thread caller = Thread.ofVirtual().start(() -> {
                try (Runner runner = loops.builder().build()) {
                    runner.run(() -> {
                        while (true) {
                            busy.countDown();
                            yieldNow();
                        }
                    });
                } catch (CancellationException e) {
                    end.set(e.getMessage() + (Thread.interrupted() ? ", and the status is set" : ""));
                }
            });
            busy.await();
            caller.interrupt();
            caller.join();
            assertEquals("main: the thread that runs the loop was interrupted, and the status is set", end.get());
        }
    }
}
