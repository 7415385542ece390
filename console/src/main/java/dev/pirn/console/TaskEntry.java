package dev.pirn.console;

import dev.pirn.observe.TaskInfo;

/** A task as a page knows it: with moments in place of ages, which change all the time. */
final class TaskEntry {

    private final TaskInfo task;
    private final int loop;
    private final long bornMillis;
    private final long sinceMillis;
    private final long changed;
    private long seen;

    private TaskEntry(TaskInfo task, int loop, long now, long version) {
        this.task = task;
        this.loop = loop;
        this.bornMillis = now - task.ageMillis();
        this.sinceMillis = now - task.stateMillis();
        this.changed = version;
        this.seen = version;
    }

    /**
     * @param loop the number of its loop
     * @param now when it was looked at, in milliseconds since the epoch
     * @param version the version of the table that has it first like this
     */
    static TaskEntry of(TaskInfo task, int loop, long now, long version) {
        return new TaskEntry(task, loop, now, version);
    }

    TaskInfo task() {
        return task;
    }

    int loop() {
        return loop;
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
