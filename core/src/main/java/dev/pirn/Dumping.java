package dev.pirn;

import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.TaskInfo;
import dev.pirn.observe.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Makes a dump of what loops have been read: all that need not be done on the loops. Used by one thread, once. */
final class Dumping {

    /** So many promises that stand for each other are looked through. */
    private static final int DEPTH = 100;

    private final Set<Dump.Part> parts;
    private final List<LoopSeen> loops;
    private final Map<TaskCore<?>, Long> unstarted = new IdentityHashMap<>();
    private final Map<TaskGroup, List<Long>> children = new IdentityHashMap<>();

    Dumping(List<LoopSeen> loops, Set<Dump.Part> parts) {
        this.loops = loops;
        this.parts = parts;
    }

    Dump dump() {
        for (LoopSeen loop : loops) loop.tasks().forEach(this::noteChild);
        List<LoopInfo> infos = loops.stream().map(this::info).toList();
        return Dump.of(ProcessHandle.current().pid(), Instant.now(), infos);
    }

    private void noteChild(TaskSeen seen) {
        if (seen.group() != null)
            children.computeIfAbsent(seen.group(), _ -> new ArrayList<>()).add(id(seen.task()));
    }

    private long id(TaskCore<?> task) {
        Thread thread = task.ownThread();
        return thread != null ? thread.threadId() : unstarted.computeIfAbsent(task, _ -> -1L - unstarted.size());
    }

    private LoopInfo info(LoopSeen seen) {
        RunLoop loop = seen.loop();
        Thread thread = seen.thread();
        LoopSeen.Counts counts = seen.counts();
        return new LoopInfo(
                loop.id,
                loop.name(),
                loop.backend(),
                loop.coroutines(),
                seen.state(),
                counts.turns(),
                counts.ready(),
                counts.timers(),
                counts.pendingIo(),
                thread == null ? null : thread.getName(),
                seen.state() == LoopInfo.State.STALLED ? stack(seen) : List.of(),
                seen.tasks().stream().map(this::info).toList());
    }

    /** Where a loop is that does not turn: in the task that holds it, if one does. */
    private static List<StackTraceElement> stack(LoopSeen seen) {
        if (seen.culprit() != null) return List.of(seen.culprit().stack());
        return seen.thread() == null ? List.of() : List.of(seen.thread().getStackTrace());
    }

    private TaskInfo info(TaskSeen seen) {
        TaskCore<?> task = seen.task();
        return new TaskInfo(
                id(task),
                task.name(),
                seen.state(),
                seen.isCancelling(),
                seen.ageMillis(),
                seen.stateMillis(),
                seen.owner() == null ? null : id(seen.owner()),
                wait(seen),
                parts.contains(Dump.Part.STACKS) ? List.of(task.stack()) : List.of(),
                parts.contains(Dump.Part.LOCALS) ? locals(seen.context()) : Map.of());
    }

    private static Map<String, String> locals(Context context) {
        Map<String, String> words = new LinkedHashMap<>();
        context.forEach((local, value) -> words.put(local.toString(), words(value)));
        return words;
    }

    private static String words(@Nullable Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException e) {
            return "its toString failed: " + e;
        }
    }

    // what is waited for

    private @Nullable Wait wait(TaskSeen seen) {
        if (seen.state() == TaskInfo.State.FOREIGN) return foreign(seen.task());
        if (seen.state() != TaskInfo.State.WAITING) return null;
        Purpose purpose = seen.purpose();
        if (purpose == null) return new Wait("parked", "unknown", List.of(), false, true);
        if (seen.described() instanceof TaskGroup.Children of)
            return new Wait(
                    purpose.kind(), purpose.what(), children.getOrDefault(of.group(), List.of()), true, false);
        Enders enders = new Enders(purpose.needsAll());
        enders.addAll(purpose.endedBy(), DEPTH);
        boolean others = purpose.others() || enders.others || enders.ids.isEmpty();
        return new Wait(purpose.kind(), purpose.what(), List.copyOf(enders.ids), purpose.needsAll(), others);
    }

    private static Wait foreign(TaskCore<?> task) {
        Thread thread = task.thread();
        Object blocker = thread == null ? null : LockSupport.getBlocker(thread);
        String what = blocker == null ? "code that knows nothing of Pirn" : blocker.getClass().getName();
        return new Wait("foreign", what, List.of(), false, true);
    }

    /** The tasks behind futures. */
    private final class Enders {

        private final Set<Long> ids = new LinkedHashSet<>();
        private final boolean needsAll;
        private boolean others;

        Enders(boolean needsAll) {
            this.needsAll = needsAll;
        }

        void addAll(Collection<? extends Future<?>> futures, int depth) {
            for (Future<?> future : futures) add((FutureCore<?>) future, depth);
        }

        private void add(FutureCore<?> future, int depth) {
            if (future.isDone()) others |= !needsAll;
            else if (future instanceof TaskCore<?> task) ids.add(id(task));
            else lookThrough(future.purposeOfAwaiting(), depth);
        }

        private void lookThrough(Purpose of, int depth) {
            if (of.others() || depth == 0) others = true;
            if (depth > 0) addAll(of.endedBy(), depth - 1);
        }
    }
}
