package dev.pirn.console;

import dev.pirn.observe.TaskInfo;
import org.jspecify.annotations.Nullable;

/** A task as a page knows it: with moments in place of ages, which change all the time. */
final class TaskEntry {

    private final TaskInfo task;
    private final int loop;
    private final @Nullable Long parent;
    private final long bornMillis;
    private final long sinceMillis;
    private final long changed;
    private long seen;

    private TaskEntry(TaskInfo task, int loop, @Nullable Long parent, long now, long version) {
        this.task = task;
        this.loop = loop;
        this.parent = parent;
        this.bornMillis = now - task.ageMillis();
        this.sinceMillis = now - task.stateMillis();
        this.changed = version;
        this.seen = version;
    }

    /**
     * @param loop the number of its loop
     * @param parent the task that it stands under; null if it stands at the top
     * @param now when it was looked at, in milliseconds since the epoch
     * @param version the version of the table that has it first like this
     */
    static TaskEntry of(TaskInfo task, int loop, @Nullable Long parent, long now, long version) {
        return new TaskEntry(task, loop, parent, now, version);
    }

    TaskInfo task() {
        return task;
    }

    int loop() {
        return loop;
    }

    @Nullable
    Long parent() {
        return parent;
    }

    long bornMillis() {
        return bornMillis;
    }

    long sinceMillis() {
        return sinceMillis;
    }

    long changed() {
        return changed;
    }

    /** {@return the last version in which it was there} */
    long seen() {
        return seen;
    }

    void isSeen(long version) {
        seen = version;
    }
}
