package dev.pirn.console;

import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.Meter;
import dev.pirn.observe.Stall;
import dev.pirn.observe.TaskInfo;
import dev.pirn.observe.WaitInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A source that shows what a test puts into it, and counts what it is asked. */
final class MadeUp implements Source {

    static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_000L);

    final AtomicInteger dumps = new AtomicInteger();
    final AtomicInteger rests = new AtomicInteger();
    volatile List<TaskInfo> tasks = List.of();
    volatile LoopInfo.State state = LoopInfo.State.TURNING;
    volatile Instant now = NOW;
    volatile @Nullable RuntimeException failure;

    static TaskInfo task(long id, TaskInfo.State state, @Nullable WaitInfo wait) {
        return new TaskInfo(id, "task-" + id, state, false, 10_000, 5_000, null, wait, List.of(), Map.of());
    }

    static List<TaskInfo> sleepers(int number) {
        List<TaskInfo> sleepers = new ArrayList<>();
        for (int id = 1; id <= number; id++)
            sleepers.add(task(id, TaskInfo.State.WAITING, new WaitInfo("sleep", "1 h", List.of(), true, true)));
        return sleepers;
    }

    @Override
    public Dump dump(LongPredicate closer, Dump.Part... parts) {
        dumps.incrementAndGet();
        RuntimeException broken = failure;
        if (broken != null) throw broken;
        LoopInfo loop = new LoopInfo(1, "main", "epoll", "loop", state, 10, 0, 0, 0, "main", List.of(), tasks);
        return new Dump(4711, now, List.of(loop), List.of());
    }

    @Override
    public Map<Integer, Meter.Reading> readings() {
        return Map.of();
    }

    @Override
    public List<Stall> stalls() {
        return List.of();
    }

    @Override
    public void rest() {
        rests.incrementAndGet();
    }
}
