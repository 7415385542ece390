package dev.pirn;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a loop that have started and not ended, in order of their start: a list through the tasks themselves, which
 * holds them strongly and which each leaves without a search. Confined to the loop.
 */
final class LiveTasks {

    private @Nullable TaskCore<?> first;
    private @Nullable TaskCore<?> last;
    private int count;

    int count() {
        return count;
    }

    void add(TaskCore<?> task) {
        task.previousTask = last;
        if (last == null) first = task;
        else last.nextTask = task;
        last = task;
        count++;
    }

    void remove(TaskCore<?> task) {
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

    void cancelAll(String reason) {
        for (TaskCore<?> task = first; task != null; task = task.nextTask) task.cancel(reason);
    }

    /** {@return a copy} */
    List<Task<?>> toList() {
        List<Task<?>> all = new ArrayList<>(count);
        for (TaskCore<?> task = first; task != null; task = task.nextTask) all.add(task);
        return all;
    }
}
