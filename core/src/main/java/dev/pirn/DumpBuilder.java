package dev.pirn;

import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.TaskInfo;
import dev.pirn.observe.WaitInfo;
import dev.pirn.watch.DumpDetail;
import dev.pirn.watch.Frames;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Observe: makes a dump of what was read of loops: all that need not be done on them. Used by one thread, once. */
final class DumpBuilder {

    /** So many promises that stand for each other are looked through. */
    private static final int DEPTH = 100;

    /** The stacks of so many tasks that are blocked in foreign code are looked at in any case. */
    private static final int FOREIGN_STACKS = 1000;

    private static final String OUTSIDE = "code that knows nothing of Pirn";

    private final DumpDetail detail;
    private final List<LoopSnapshot> loops;
    private final IdentityHashMap<TaskCore<?>, Long> unstarted = new IdentityHashMap<>();
    private final IdentityHashMap<TaskGroup, List<Long>> children = new IdentityHashMap<>();
    private int foreignStacks;

    DumpBuilder(List<LoopSnapshot> loops, DumpDetail detail) {
        this.loops = loops;
        this.detail = detail;
    }

    Dump dump() {
        for (LoopSnapshot loop : loops) loop.tasks().forEach(this::noteChild);
        List<LoopInfo> infos = loops.stream().map(loop -> info(loop, detail)).toList();
        return Dump.of(ProcessHandle.current().pid(), Instant.now(), infos);
    }

    // rings

    /** The tasks of the rings of a dump, and all that these wait for, by their loops. */
    Map<RunLoop, List<TaskCore<?>>> suspects(Dump dump) {
        Map<Long, TaskInfo> infos = dump.tasks();
        Set<Long> found = new LinkedHashSet<>();
        ArrayDeque<Long> next = new ArrayDeque<>();
        dump.cycles().forEach(next::addAll);
        while (!next.isEmpty()) {
            TaskInfo info = infos.get(next.remove());
            if (info != null && found.add(info.id()) && info.waitsFor() != null)
                next.addAll(info.waitsFor().tasks());
        }
        Map<RunLoop, List<TaskCore<?>>> byLoop = new LinkedHashMap<>();
        for (LoopSnapshot loop : loops) {
            for (TaskSnapshot seen : loop.tasks()) {
                if (found.contains(id(seen.task())))
                    byLoop.computeIfAbsent(loop.loop(), _ -> new ArrayList<>()).add(seen.task());
            }
        }
        return byLoop;
    }

    /** The rings among tasks that were read again. */
    List<List<Long>> rings(List<LoopSnapshot> again) {
        List<LoopInfo> infos = new ArrayList<>();
        for (LoopSnapshot seen : again) {
            LoopSnapshot tasks =
                    new LoopSnapshot(seen.loop(), LoopInfo.State.TURNING, seen.counts(), null, null, seen.tasks());
            infos.add(info(tasks, DumpDetail.NONE));
        }
        return Dump.of(0, Instant.EPOCH, infos).cycles();
    }

    private void noteChild(TaskSnapshot seen) {
        if (seen.group() != null)
            children.computeIfAbsent(seen.group(), _ -> new ArrayList<>()).add(id(seen.task()));
    }

    private long id(TaskCore<?> task) {
        Thread thread = task.ownThread();
        return thread != null ? thread.threadId() : unstarted.computeIfAbsent(task, _ -> -1L - unstarted.size());
    }

    private LoopInfo info(LoopSnapshot seen, DumpDetail wanted) {
        RunLoop loop = seen.loop();
        Thread thread = seen.thread();
        LoopSnapshot.Counts counts = seen.counts();
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
                seen.tasks().stream().map(task -> info(task, wanted)).toList());
    }

    /** Where a loop is that does not turn: in the task that holds it, if one does. */
    private static List<StackTraceElement> stack(LoopSnapshot seen) {
        if (seen.culprit() != null) return List.of(seen.culprit().stack());
        return seen.thread() == null ? List.of() : List.of(seen.thread().getStackTrace());
    }

    private TaskInfo info(TaskSnapshot seen, DumpDetail wanted) {
        TaskCore<?> task = seen.task();
        long id = id(task);
        return new TaskInfo(
                id,
                task.name(),
                seen.state(),
                seen.isCancelling(),
                seen.ageMillis(),
                seen.stateMillis(),
                seen.owner() == null ? null : id(seen.owner()),
                wait(seen),
                wanted.has(Dump.Part.STACKS, id) ? List.of(task.stack()) : List.of(),
                wanted.has(Dump.Part.LOCALS, id) ? locals(seen.context()) : Map.of());
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

    private @Nullable WaitInfo wait(TaskSnapshot seen) {
        if (seen.state() == TaskInfo.State.FOREIGN) return foreign(seen.task());
        if (seen.state() != TaskInfo.State.WAITING) return null;
        WaitReason purpose = seen.purpose();
        if (purpose == null) return new WaitInfo("parked", "unknown", List.of(), false, true);
        if (seen.described() instanceof TaskGroup.Children of)
            return new WaitInfo(
                    purpose.kind(), purpose.what(), children.getOrDefault(of.group(), List.of()), true, false);
        Enders enders = new Enders(purpose.needsAll());
        enders.addAll(purpose.endedBy(), DEPTH);
        boolean others = purpose.others() || enders.others || enders.ids.isEmpty();
        return new WaitInfo(purpose.kind(), purpose.what(), List.copyOf(enders.ids), purpose.needsAll(), others);
    }

    /** Where it blocks is in its stack, which takes longer to look at than the rest of the task. */
    private WaitInfo foreign(TaskCore<?> task) {
        Thread thread = foreignStacks++ < FOREIGN_STACKS ? task.thread() : null;
        String what = thread == null ? OUTSIDE : called(thread);
        return new WaitInfo("foreign", what, List.of(), false, true);
    }

    private static String called(Thread thread) {
        boolean entersMonitor = thread.getState() == Thread.State.BLOCKED;
        Frames frames = new Frames(thread.getStackTrace());
        StackTraceElement by = frames.culprit();
        if (by == null) return OUTSIDE;
        List<StackTraceElement> called = frames.called();
        if (called.isEmpty())
            return (entersMonitor ? "entering a monitor that another thread holds" : OUTSIDE) + ", at " + by;
        StackTraceElement call = called.getLast();
        return call.getClassName() + "." + call.getMethodName() + ", called at " + by;
    }

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

        private void lookThrough(WaitReason of, int depth) {
            if (of.others() || depth == 0) others = true;
            if (depth > 0) addAll(of.endedBy(), depth - 1);
        }
    }
}
