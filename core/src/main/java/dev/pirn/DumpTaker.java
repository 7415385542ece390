package dev.pirn;

import dev.pirn.observe.Dump;
import dev.pirn.watch.DumpDetail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Observe: takes dumps: asks the loops, waits for them as the caller may, and has the dump made of their answers. */
final class DumpTaker {

    /** A loop that does not come to a slice for so long is read from outside. */
    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

    /** The same, while the caller itself holds a loop. */
    private static final long HURRY = Duration.ofMillis(50).toNanos();

    private static final ExecutorService THREADS = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("pirn-dump").factory());

    private DumpTaker() {}

    static Dump take(DumpDetail detail) {
        TaskCore<?> task = TaskCore.current();
        if (task != null && task.loop.onLoop()) return takeInCoroutine(task, detail);
        RunLoop own = RunLoop.onThisThread();
        return own == null ? takeHere(detail, PATIENCE) : takeHere(detail, HURRY);
    }

    /** Another thread asks, so that this loop can answer too. */
    private static Dump takeInCoroutine(TaskCore<?> task, DumpDetail detail) {
        Job<Dump> job = task.loop.jobs().start(THREADS, () -> takeHere(detail, PATIENCE));
        job.promise.describedBy(() -> WaitReason.of("dump", "this dump"));
        try {
            task.awaitShielded(job.promise);
        } catch (IllegalStateException pinned) {
            job.promise.cancel("its coroutine cannot wait");
            return takeHere(detail, HURRY);
        }
        return job.promise.result();
    }

    private static Dump takeHere(DumpDetail detail, long patience) {
        List<SnapshotRequest> readings = new ArrayList<>();
        for (RunLoop loop : OpenLoops.all()) readings.add(new SnapshotRequest(loop, null));
        DumpBuilder dumping = new DumpBuilder(read(readings, patience), detail);
        Dump first = dumping.dump();
        return first.cycles().isEmpty() ? first : lookAgain(first, dumping, patience);
    }

    /** Tasks that were read at different turns may only seem to wait for each other: rings are looked at again. */
    private static Dump lookAgain(Dump first, DumpBuilder dumping, long patience) {
        List<SnapshotRequest> readings = new ArrayList<>();
        dumping.suspects(first).forEach((loop, tasks) -> readings.add(new SnapshotRequest(loop, tasks)));
        return new Dump(first.pid(), first.taken(), first.loops(), dumping.rings(read(readings, patience)));
    }

    private static List<LoopSnapshot> read(List<SnapshotRequest> readings, long patience) {
        for (SnapshotRequest reading : readings) reading.begin();
        List<LoopSnapshot> seen = new ArrayList<>();
        for (SnapshotRequest reading : readings) seen.add(reading.await(patience));
        return seen;
    }
}
