package dev.pirn.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends processes when something takes too long: a measurement that hangs must not hang the run. */
final class Deadline implements AutoCloseable {

    private final CountDownLatch closed = new CountDownLatch(1);

    /** Ends all processes that this one has started, if it is not closed in time. */
    Deadline(Duration patience) {
        this(patience, Children::endAll);
    }

    /** Does something if it is not closed in time. */
    Deadline(Duration patience, Runnable end) {
        Thread.ofVirtual().name("pirn-bench-deadline").start(() -> watch(patience, end));
    }

    private void watch(Duration patience, Runnable end) {
        try {
            if (!closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) end.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // no code does; then nothing is watched
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
