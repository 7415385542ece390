package dev.pirn;

/**
 * A callback that nobody can take back, without task-local values: what most other threads submit. It stands bare in the inbox and in
 * the ready queue; this is what stands for it where somebody observes the steps.
 */
final class Execution extends Ready {

    private final RunLoop loop;
    private final Runnable callback;

    Execution(RunLoop loop, Runnable callback) {
        this.loop = loop;
        this.callback = callback;
    }

    @Override
    void step() {
        loop.runCallback(callback, Context.EMPTY);
    }

    @Override
    public String toString() {
        return "callback " + callback;
    }
}
