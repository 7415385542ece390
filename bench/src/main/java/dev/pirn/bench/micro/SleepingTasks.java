package dev.pirn.bench.micro;

import dev.pirn.Async;
import dev.pirn.Runner;
import dev.pirn.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A program that prints how much heap a sleeping task takes, and how much a burst of them leaves behind; in a JVM of
 * its own, so that the heap holds nothing else. Usage: {@code pirn BACKEND COROUTINES COUNT…} or {@code vthreads
 * COUNT…}.
 *
 * <p>Most of a sleeping task is the frames on its stack, and frames of compiled code are smaller than those of the
 * interpreter. What is measured is what a program has that runs for a while: bursts of tasks are started and ended
 * until the size of one of them has settled.
 */
public final class SleepingTasks {

    /** What its JVM is started with; the serial collector reports the heap in use to the byte. */
    public static final List<String> FLAGS =
            List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-XX:+UseSerialGC");

    private static final Duration LONG = Duration.ofHours(1);
    /**
     * The serial collector leaves up to a twentieth of its heap to the dead, but for each fourth collection
     * (MarkSweepAlwaysCompactCount).
     */
    private static final int COLLECTIONS = 4;

    private static final int SETTLE_MILLIS = 50;

    /** Tasks of a burst that warms up. */
    private static final int WARM_UP = 20_000;

    /** Such bursts between two measurements of the size. */
    private static final int WARM_UPS = 5;

    /**
     * So often at least: the second compiler may come late, and what the first makes does not change meanwhile either.
     */
    private static final int LEAST_CHANGES = 6;

    /** How often the size may change before what it is must do. */
    private static final int MOST_CHANGES = 15;

    /** Sizes that differ by less, as a share, are the same. */
    private static final double SAME = 0.01;

    private SleepingTasks() {}

    /** Something that many tasks can sleep on. */
    private interface Sleepers {

        /** Starts so many; they all sleep when this returns. */
        void start(int count) throws Exception;

        /** Ends them; they are all gone when this returns. */
        void end() throws Exception;
    }

    /**
     * Measures.
     *
     * @param args who, and how many at a time
     * @throws Exception if it fails
     */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("vthreads")) {
            measure(new VirtualSleepers(), counts(args, 1));
            return;
        }
        try (Runner runner = Runner.builder().loop(args[1]).coroutines(args[2]).build()) {
            measure(new PirnSleepers(runner), counts(args, 3));
        }
    }

    private static int[] counts(String[] args, int first) {
        int[] counts = new int[args.length - first];
        for (int i = 0; i < counts.length; i++) counts[i] = Integer.parseInt(args[first + i]);
        return counts;
    }

    private static void measure(Sleepers sleepers, int[] counts) throws Exception {
        warmUp(sleepers);
        sleepers.start(counts[0]);
        sleepers.end();
        for (int count : counts) {
            long before = usedBytes();
            sleepers.start(count);
            long during = usedBytes();
            sleepers.end();
            long after = usedBytes();
            String at = counts.length == 1 ? "" : "@" + count;
            System.out.println("sleeper_memory" + at + " " + (during - before) / count + " bytes");
            System.out.println("left_after_burst" + at + " " + Math.max(0, after - before) + " bytes");
        }
    }

    /**
     * Until the size of a task no longer changes: then the code is compiled, and classes, pools and tables are made.
     */
    private static void warmUp(Sleepers sleepers) throws Exception {
        double size = 0;
        for (int i = 0; i < MOST_CHANGES; i++) {
            for (int k = 0; k < WARM_UPS; k++) {
                sleepers.start(WARM_UP);
                sleepers.end();
            }
            double before = size;
            size = size(sleepers);
            if (i >= LEAST_CHANGES && Math.abs(size - before) < SAME * size) return;
        }
    }

    private static double size(Sleepers sleepers) throws Exception {
        long before = usedBytes();
        sleepers.start(WARM_UP);
        long during = usedBytes();
        sleepers.end();
        return (during - before) / (double) WARM_UP;
    }

    /** Collections until nothing more goes: references and threads that end need more than one. */
    private static long usedBytes() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(SETTLE_MILLIS);
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static final class PirnSleepers implements Sleepers {

        private final Runner runner;
        private @Nullable List<Task<?>> tasks;

        PirnSleepers(Runner runner) {
            this.runner = runner;
        }

        @Override
        public void start(int count) {
            List<Task<?>> started = new ArrayList<>(count);
            for (int i = 0; i < count; i++) started.add(runner.loop().spawn(() -> Async.sleep(LONG)));
            tasks = started;
            turn();
        }

        /** Everything that is ready has begun, and slept, when the second yield is over. */
        private void turn() {
            runner.loop().runUntilComplete(runner.loop().spawn(() -> {
                Async.yieldNow();
                Async.yieldNow();
            }));
        }

        @Override
        public void end() {
            List<Task<?>> ending = tasks;
            if (ending == null) throw new IllegalStateException("not started");
            tasks = null;
            runner.loop().runUntilComplete(runner.loop().spawn(() -> {
                for (Task<?> task : ending) task.cancel("measured");
                Async.waitAll(ending);
            }));
        }
    }

    private static final class VirtualSleepers implements Sleepers {

        private @Nullable List<Thread> threads;

        @Override
        public void start(int count) throws InterruptedException {
            List<Thread> started = new ArrayList<>(count);
            for (int i = 0; i < count; i++)
                started.add(Thread.startVirtualThread(() -> LockSupport.parkNanos(LONG.toNanos())));
            threads = started;
            for (Thread thread : started) while (thread.getState() != Thread.State.TIMED_WAITING) Thread.sleep(1);
        }

        @Override
        public void end() throws InterruptedException {
            List<Thread> ending = threads;
            if (ending == null) throw new IllegalStateException("not started");
            threads = null;
            for (Thread thread : ending) LockSupport.unpark(thread);
            for (Thread thread : ending) thread.join();
        }
    }
}
