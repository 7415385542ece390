package dev.pirn.console;

import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.TaskInfo;
import dev.pirn.observe.WaitInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Under which task each task of a loop stands, as in the text of a dump: under the one that owns its group, or else
 * under the first that awaits it. This may go round in a ring, which the page opens.
 */
final class Parents {

    /** Waits of which one may say that what is awaited belongs to the waiter. */
    private static final Set<String> OWNING = Set.of("task", "shield", "gather", "first", "group", "start");

    private final Set<Long> tasks = new HashSet<>();
    private final Map<Long, Long> awaiters = new HashMap<>();

    Parents(LoopInfo loop) {
        for (TaskInfo task : loop.tasks()) {
            tasks.add(task.id());
            WaitInfo wait = task.waitsFor();
            if (wait == null || !OWNING.contains(wait.kind())) continue;
            for (long awaited : wait.tasks()) awaiters.putIfAbsent(awaited, task.id());
        }
    }

    @Nullable
    Long of(TaskInfo task) {
        Long group = task.group();
        return group != null && tasks.contains(group) ? group : awaiters.get(task.id());
    }
}
