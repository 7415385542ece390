package dev.pirn;

import dev.pirn.observe.Dump;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    static Dump take(Detail detail) {
        TaskCore<?> task = TaskCore.current();
        if (task != null && task.loop.onLoop()) return takeInCoroutine(task, detail);
        RunLoop own = RunLoop.onThisThread();
        return own == null ? takeHere(detail, PATIENCE) : takeHere(detail, HURRY);
    }

    /** Another thread asks, so that this loop can answer too. */
    private static Dump takeInCoroutine(TaskCore<?> task, Detail detail) {
        Job<Dump> job = task.loop.jobs().start(THREADS, () -> takeHere(detail, PATIENCE));
        job.promise.describedBy(() -> Purpose.of("dump", "this dump"));
        try {
            task.awaitShielded(job.promise);
        } catch (IllegalStateException pinned) {
            job.promise.cancel("its coroutine cannot wait");
            return takeHere(detail, HURRY);
        }
        return job.promise.result();
    }

    private static Dump takeHere(Detail detail, long patience) {
        List<LoopReading> readings = new ArrayList<>();
        for (RunLoop loop : OpenLoops.all()) readings.add(new LoopReading(loop, null));
        Dumping dumping = new Dumping(read(readings, patience), detail);
        Dump first = dumping.dump();
        return first.cycles().isEmpty() ? first : lookAgain(first, dumping, patience);
    }

    /** Tasks that were read at different turns may seem to wait for each other and never have: rings are looked at again. */
    private static Dump lookAgain(Dump first, Dumping dumping, long patience) {
        List<LoopReading> readings = new ArrayList<>();
        dumping.suspects(first).forEach((loop, tasks) -> readings.add(new LoopReading(loop, tasks)));
        return new Dump(first.pid(), first.taken(), first.loops(), dumping.rings(read(readings, patience)));
    }

    private static List<LoopSeen> read(List<LoopReading> readings, long patience) {
        for (LoopReading reading : readings) reading.begin();
        List<LoopSeen> seen = new ArrayList<>();
        for (LoopReading reading : readings) seen.add(reading.await(patience));
        return seen;
    }
}
