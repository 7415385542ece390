package dev.pirn.junit;

import dev.pirn.Pirn;
import dev.pirn.Task;
import dev.pirn.observe.Dump;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits in a thread of its own for the end of a run. If that does not come in time, it keeps and prints the tree of tasks, and cancels
 * the main task; if that does not help, it interrupts the coroutine's thread, which may be blocked together with its loop.
 */
final class Deadline implements AutoCloseable {

    private static final Duration UNTIL_INTERRUPT = Duration.ofSeconds(2);

    private final Duration timeout;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread watcher =
            Thread.ofPlatform().daemon().name("pirn-test-timeout").unstarted(this::watch);
    private volatile @Nullable Task<?> main;
    private volatile @Nullable Thread coroutine;
    private volatile @Nullable String tree;

    private Deadline(Duration timeout) {
        this.timeout = timeout;
    }

    /** {@return one that begins now} */
    static Deadline start(Duration timeout) {
        Deadline deadline = new Deadline(timeout);
        deadline.watcher.start();
        return deadline;
    }

    /** In the main coroutine: says what to cancel. */
    void cancels(Task<?> task) {
        coroutine = Thread.currentThread();
        main = task;
    }

    private void watch() {
        try {
            if (endsIn(timeout)) return;
            tree = Pirn.dump(Dump.Part.STACKS).text();
            System.err.println(Words.timedOut(timeout, tree)); // now, since it may be that nothing ends the test
            if (main != null) main.cancel("the test's time is up");
            if (!endsIn(UNTIL_INTERRUPT) && coroutine != null) coroutine.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // no code does that
        }
    }

    private boolean endsIn(Duration time) throws InterruptedException {
        return over.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** {@return the tree of tasks when the time was up; empty if it was not} After {@link #close}. */
    Optional<String> tree() {
        return Optional.ofNullable(tree);
    }

    /** The run has ended. Waits for the tree, if that is being made. */
    @Override
    public void close() {
        over.countDown();
        boolean interrupted = false;
        while (watcher.isAlive()) {
            try {
                watcher.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
