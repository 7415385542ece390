package dev.pirn;

/** A callback that nobody can take back, without task-local values: what most other threads submit. */
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
