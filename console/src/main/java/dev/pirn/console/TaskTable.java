package dev.pirn.console;

import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.TaskInfo;
import dev.pirn.observe.WaitInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tasks as of the last dump, each with the version at which it last changed, so that a page that knows a version is
 * sent only what is new since. Not thread-safe.
 */
final class TaskTable {

    private static final int REMEMBERED_ENDS = 200_000;

    /** Ages are only known to about 50 ms, and a dump does not look at all tasks at once. */
    private static final long JITTER_MILLIS = 500;

    /** With more tasks than that, what tells the time (and so changes all the time) is left out. */
    private static final int MANY = 5_000;

    private record End(long id, long version) {}

    private final Map<Long, TaskEntry> entries = new HashMap<>();
    private final Deque<End> ends = new ArrayDeque<>();
    private long version;
    private long oldest;

    /** @param version the one before the first */
    TaskTable(long version) {
        this.version = version;
        this.oldest = version + 1;
    }

    long version() {
        return version;
    }

    void update(Dump dump) {
        version++;
        for (LoopInfo loop : dump.loops()) {
            Parents parents = new Parents(loop);
            for (TaskInfo task : loop.tasks())
                enter(TaskEntry.of(
                        task, loop.id(), parents.of(task), dump.taken().toEpochMilli(), version));
        }
        entries.values().removeIf(this::hasEnded);
        while (ends.size() > REMEMBERED_ENDS) oldest = ends.removeFirst().version();
    }

    /** Whether what has changed since is known; if not, only the whole will do. */
    boolean knows(long since) {
        return since >= oldest && since <= version;
    }

    /**
     * {@return the tasks that were changed or made since a version that it {@linkplain #knows knows}; all of them for
     * another}
     */
    List<TaskEntry> changedSince(long since) {
        boolean known = knows(since);
        List<TaskEntry> changed = new ArrayList<>();
        for (TaskEntry entry : entries.values()) if (!known || entry.changed() > since) changed.add(entry);
        return changed;
    }

    /** {@return the numbers of the tasks that ended since a version that it knows; none for another} */
    List<Long> endedSince(long since) {
        List<Long> ended = new ArrayList<>();
        if (!knows(since)) return ended;
        for (End end : (Iterable<End>) ends::descendingIterator) {
            if (end.version() <= since) break;
            ended.add(end.id());
        }
        return ended;
    }

    private void enter(TaskEntry after) {
        TaskEntry before = entries.get(after.task().id());
        if (before != null && isSame(before, after)) before.isSeen(version);
        else entries.put(after.task().id(), after);
    }

    private boolean hasEnded(TaskEntry entry) {
        if (entry.seen() == version) return false;
        ends.addLast(new End(entry.task().id(), version));
        return true;
    }

    private boolean isSame(TaskEntry before, TaskEntry after) {
        return before.task().state() == after.task().state()
                && before.task().isCancelling() == after.task().isCancelling()
                && before.task().name().equals(after.task().name())
                && Objects.equals(before.task().group(), after.task().group())
                && Objects.equals(before.parent(), after.parent())
                && isSame(before.task().waitsFor(), after.task().waitsFor())
                && Math.abs(before.sinceMillis() - after.sinceMillis()) < JITTER_MILLIS;
    }

    private boolean isSame(@Nullable WaitInfo before, @Nullable WaitInfo after) {
        if (before == null || after == null) return before == after;
        return before.kind().equals(after.kind())
                && before.needsAll() == after.needsAll()
                && before.tasks().equals(after.tasks())
                && (before.what().equals(after.what()) || (before.kind().equals("sleep") && !tellsTime()));
    }

    /** {@return whether it follows how long sleeping tasks have to sleep} */
    boolean tellsTime() {
        return entries.size() <= MANY;
    }
}
