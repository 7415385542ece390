package dev.pirn;

/** Run: a task on its way to its loop from another thread. */
final class Start extends Ready {

    private final TaskCore<?> task;

    Start(TaskCore<?> task) {
        this.task = task;
    }

    @Override
    void step() {
        task.loop.start(task);
    }

    @Override
    void dropped() {
        task.neverRan();
    }
}
