package dev.pirn.junit;

import dev.pirn.Pirn;
import dev.pirn.Task;
import dev.pirn.observe.Dump;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The limit of a run's time. The run is in a thread of its own, and the thread of the test waits for it: so the test
 * ends also if the run never does. Too late, it is cancelled, then interrupted, and left behind at last. For one run.
 */
final class TimeLimit {

    /** So long a run has to end after it was cancelled, and again after it was interrupted. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Duration limit;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread runner;
    private boolean interrupted;
    private volatile @Nullable Task<?> main;
    private volatile @Nullable Thread coroutine;
    private @Nullable String tree;

    /**
     * Limits a run.
     *
     * @param run what runs the loop; must not throw
     */
    TimeLimit(Duration limit, Runnable run) {
        this.limit = limit;
        Thread test = Thread.currentThread();
        this.runner = Thread.ofPlatform()
                .daemon() // a run that is left behind must not keep the JVM
                .name(test.getName()) // after which the loop is called
                .unstarted(() -> {
                    try {
                        run.run();
                    } finally {
                        over.countDown();
                    }
                });
        runner.setContextClassLoader(test.getContextClassLoader());
    }

    /** In the main coroutine: says what to cancel. */
    void cancels(Task<?> task) {
        coroutine = Thread.currentThread();
        main = task;
    }

    /** {@return whether the run has ended; false if it was left behind} */
    boolean await() {
        runner.start();
        boolean ended = endsIn(limit) || endsLate();
        if (interrupted) Thread.currentThread().interrupt();
        return ended;
    }

    private boolean endsLate() {
        tree = Pirn.dump(Dump.Part.STACKS).text();
        System.err.println(Words.timedOut(limit, tree)); // now, since a test after this one may hang for good
        Task<?> late = main;
        if (late != null) late.cancel("the test's time is up");
        if (endsIn(GRACE)) return true;
        Thread blocked = coroutine;
        if (blocked != null) blocked.interrupt();
        runner.interrupt();
        return endsIn(GRACE);
    }

    /** Waits. An interrupt of the test's thread, as by JUnit's own limit, is passed on: it cancels the run. */
    private boolean endsIn(Duration time) {
        Instant end = Instant.now().plus(time);
        while (true) {
            try {
                return over.await(Duration.between(Instant.now(), end).toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
                runner.interrupt();
            }
        }
    }

    /** {@return the tree of tasks when the time was up; empty if it was not} */
    Optional<String> tree() {
        return Optional.ofNullable(tree);
    }
}
