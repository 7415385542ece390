package dev.pirn.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends the processes that this one has started when something takes too long: a measurement that hangs must not hang the run. */
final class Deadline implements AutoCloseable {

    private final CountDownLatch closed = new CountDownLatch(1);

    Deadline(Duration patience) {
        Thread.ofVirtual().name("pirn-bench-deadline").start(() -> watch(patience));
    }

    private void watch(Duration patience) {
        try {
            if (!closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) Children.endAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; then nothing is watched
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
