package dev.pirn;

/**
 * Run: a callback that cannot be taken back, without task-local values: what most other threads submit. It stands
 * bare in the inbox and in the ready queue; this stands for it while steps are observed.
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
