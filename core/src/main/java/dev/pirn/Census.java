package dev.pirn;

import dev.pirn.observe.Dump;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes dumps: asks the loops, waits for them as the calling thread may, and has the dump made of what they told. */
final class Census {

    /** A loop that does not come to a slice for so long is read from outside. */
    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

    /** The same, while the caller itself holds a loop. */
    private static final long HURRY = Duration.ofMillis(50).toNanos();

    private static final ExecutorService THREADS = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("pirn-dump").factory());

    private Census() {}

    static Dump take(Set<Dump.Part> parts) {
        TaskCore<?> task = TaskCore.current();
        if (task != null && task.loop.onLoop()) return takeInCoroutine(task, parts);
        RunLoop own = RunLoop.onThisThread();
        return own == null ? takeHere(parts, PATIENCE) : takeHere(parts, HURRY);
    }

    /** Another thread asks, so that this loop can answer too. */
    private static Dump takeInCoroutine(TaskCore<?> task, Set<Dump.Part> parts) {
        Job<Dump> job = task.loop.jobs().start(THREADS, () -> takeHere(parts, PATIENCE));
        try {
            task.awaitShielded(job.promise);
        } catch (IllegalStateException pinned) {
            job.promise.cancel("its coroutine cannot wait");
            return takeHere(parts, HURRY);
        }
        return job.promise.result();
    }

    private static Dump takeHere(Set<Dump.Part> parts, long patience) {
        List<LoopReading> readings = new ArrayList<>();
        List<LoopSeen> seen = new ArrayList<>();
        for (RunLoop loop : OpenLoops.all()) {
            LoopReading reading = new LoopReading(loop);
            readings.add(reading);
            if (loop.onLoop()) reading.readAtOnce();
            else reading.begin();
        }
        for (LoopReading reading : readings) seen.add(reading.await(patience));
        return new Dumping(seen, parts).dump();
    }
}
