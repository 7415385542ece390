package dev.pirn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Run: the tasks of a loop that have started and not ended, in order of their start: a list through the tasks
 * themselves, which holds them strongly and which each leaves without a search. Confined to the loop.
 */
final class LiveTasks {

    private @Nullable TaskCore<?> first;
    private @Nullable TaskCore<?> last;
    private int count;

    /** How many were ever added; it may overflow, since it makes names only. */
    private int added;

    /** The reader of the list, slice by slice; null if there is none. */
    private @Nullable List<Cursor> cursors;

    /** A place in the list that stays right while tasks leave. It ends with what was the last task at its making. */
    static final class Cursor {

        private @Nullable TaskCore<?> next;
        private int left;

        private Cursor(@Nullable TaskCore<?> next, int left) {
            this.next = next;
            this.left = left;
        }

        @Nullable
        TaskCore<?> next() {
            TaskCore<?> task = next;
            if (task == null || left == 0) return null;
            left--;
            next = task.nextTask;
            return task;
        }
    }

    /** {@return a cursor at the first task, to be {@linkplain #forget forgotten} in the end} */
    Cursor cursor() {
        Cursor cursor = new Cursor(first, count);
        if (cursors == null) cursors = new ArrayList<>(1);
        cursors.add(cursor);
        return cursor;
    }

    void forget(Cursor cursor) {
        if (cursors == null) return;
        cursors.remove(cursor);
        if (cursors.isEmpty()) cursors = null;
    }

    int count() {
        return count;
    }

    @Nullable
    TaskCore<?> first() {
        return first;
    }

    boolean allMatch(Predicate<TaskCore<?>> condition) {
        for (TaskCore<?> task = first; task != null; task = task.nextTask) if (!condition.test(task)) return false;
        return true;
    }

    /**
     * Adds a task, here and to the queue of what is ready, which has room. All or nothing, also at the end of a
     * stack: nothing is called on the way.
     */
    void add(TaskCore<?> task, ReadyQueue ready) {
        task.number = ++added;
        task.previousTask = last;
        if (last == null) first = task;
        else last.nextTask = task;
        last = task;
        count++;
        ready.ring[(ready.head + ready.size++) & (ready.ring.length - 1)] = task;
    }

    /** Adds a task that the caller adds to the queue of what is ready. */
    void add(TaskCore<?> task) {
        task.number = ++added;
        task.previousTask = last;
        if (last == null) first = task;
        else last.nextTask = task;
        last = task;
        count++;
    }

    void remove(TaskCore<?> task) {
        if (task.previousTask == null && task != first) return; // it is not in the list
        if (cursors != null) passBy(task);
        TaskCore<?> previous = task.previousTask;
        TaskCore<?> next = task.nextTask;
        if (previous == null) first = next;
        else previous.nextTask = next;
        if (next == null) last = previous;
        else next.previousTask = previous;
        task.previousTask = null;
        task.nextTask = null;
        count--;
    }

    /** A task that is about to leave is not what a cursor reads next: it has ended. */
    private void passBy(TaskCore<?> task) {
        assert cursors != null;
        for (Cursor cursor : cursors) {
            if (cursor.next == task) cursor.next = task.nextTask;
        }
    }

    void cancelAll(String reason) {
        for (TaskCore<?> task = first; task != null; task = task.nextTask) task.cancel(reason);
    }

    List<Task<?>> toList() {
        List<Task<?>> all = new ArrayList<>(count);
        for (TaskCore<?> task = first; task != null; task = task.nextTask) all.add(task);
        return all;
    }
}
