package dev.pirn;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Debug mode's watch over steps that hold the loop for too long: each is logged once, by name, with the stack that it had
 * while it was slow, which a second thread looks at.
 */
final class SlowSteps {

    private static final System.Logger LOG = System.getLogger("dev.pirn");
    private static final int FRAMES = 30;

    private final RunLoop loop;
    private final long thresholdNanos;
    private volatile @Nullable Thread watcher;

    /** When the current step began, in nanoseconds of the system's clock; 0 between steps. */
    private volatile long startedAt;

    private volatile @Nullable Sample sample;

    /** The stack that a step had while it was slow; the time tells which step. */
    private record Sample(long startedAt, List<StackTraceElement> stack) {}

    SlowSteps(RunLoop loop, Duration threshold) {
        this.loop = loop;
        this.thresholdNanos = threshold.toNanos();
    }

    /** Runs a step under watch. */
    void run(Ready step) {
        long start = Clock.system().nanoTime() | 1; // 0 means: between steps
        startedAt = start;
        try {
            step.step();
        } finally {
            startedAt = 0;
            long took = Clock.system().nanoTime() - start;
            if (took >= thresholdNanos) warn(name(step), start, took);
        }
    }

    /** What a step is called; a callback's own words are user code, which must not end the loop. */
    private static String name(Ready step) {
        try {
            return step instanceof TaskCore<?> task ? "task " + task.name() : step.toString();
        } catch (RuntimeException e) {
            return step.getClass().getName();
        }
    }

    private void warn(String name, long start, long nanos) {
        Sample seen = sample;
        String where = seen == null || seen.startedAt != start
                ? ""
                : seen.stack.stream().limit(FRAMES).map(f -> "\n\tat " + f).collect(Collectors.joining());
        LOG.log(
                System.Logger.Level.WARNING,
                "slow step: " + name + " held the loop for " + nanos / 1_000_000 + " ms" + where);
    }

    /** Starts or ends the watching thread, as debug mode goes on and off. */
    void watch(boolean on) {
        if (on == (watcher != null)) return;
        Thread old = watcher;
        Thread looped = Thread.currentThread();
        Thread started = on ? Thread.ofPlatform().daemon().name("pirn-debug").unstarted(() -> look(looped)) : null;
        watcher = started; // before it starts, since it looks whether it is still wanted
        if (started != null) started.start();
        if (old != null) LockSupport.unpark(old);
    }

    private void look(Thread looped) {
        while (watcher == Thread.currentThread()) {
            LockSupport.parkNanos(Math.max(1_000_000, thresholdNanos / 4));
            long start = startedAt;
            Sample last = sample;
            boolean isKnown = last != null && last.startedAt == start;
            if (start == 0 || isKnown || Clock.system().nanoTime() - start < thresholdNanos / 2) continue;
            TaskCore<?> task = loop.current;
            sample = new Sample(start, List.of(task != null ? task.stack() : looped.getStackTrace()));
        }
    }
}
