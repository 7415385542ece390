package dev.pirn.observe;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dumps made by hand. */
final class Made {

    private Made() {}

    static Dump dump(TaskInfo... tasks) {
        return Dump.of(7, Instant.EPOCH, List.of(loop(1, tasks)));
    }

    static LoopInfo loop(int id, TaskInfo... tasks) {
        return new LoopInfo(
                id, "main", "nio", "loop", LoopInfo.State.TURNING, 12, 0, 1, 2, "main", List.of(), List.of(tasks));
    }

    static TaskInfo task(long id, String name, @Nullable WaitInfo wait) {
        return child(id, name, null, wait);
    }

    static TaskInfo child(long id, String name, @Nullable Long group, @Nullable WaitInfo wait) {
        TaskInfo.State state = wait == null ? TaskInfo.State.READY : TaskInfo.State.WAITING;
        return new TaskInfo(id, name, state, false, 2000, 1000, group, wait, List.of(), Map.of());
    }

    static WaitInfo sleeping() {
        return new WaitInfo("sleep", "5 s to go", List.of(), false, true);
    }

    static WaitInfo any(String kind, long... tasks) {
        return new WaitInfo(
                kind, kind + " of somebody", Arrays.stream(tasks).boxed().toList(), false, false);
    }

    static WaitInfo all(String kind, long... tasks) {
        return new WaitInfo(kind, kind + " of all", Arrays.stream(tasks).boxed().toList(), true, false);
    }
}
