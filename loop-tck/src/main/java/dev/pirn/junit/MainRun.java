package dev.pirn.junit;

import static dev.pirn.Async.yieldNow;

import dev.pirn.Async;
import dev.pirn.Loop;
import dev.pirn.Pirn;
import dev.pirn.Runner;
import dev.pirn.Task;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** A test method on its way through a run: what it threw, what it left, and whether it took too long. For one run. */
final class MainRun {

    /** So many turns a task has that only needs to be let go on. */
    private static final int TURNS_TO_END = 100;

    private final Body method;
    private final Duration timeout;
    private final Runner runner;
    private final TimeLimit limit;
    private @Nullable Throwable failure;
    private @Nullable String leak;
    private boolean ended;

    MainRun(Body method, Duration timeout, Runner runner) {
        this.method = method;
        this.timeout = timeout;
        this.runner = runner;
        this.limit = new TimeLimit(timeout, this::runLoop);
    }

    /** A test method that is called by JUnit's way. */
    @FunctionalInterface
    interface Body {

        void run() throws Throwable;
    }

    /**
     * Runs the method to its end, or until it is left behind.
     *
     * @throws Throwable what it threw, as it was; or that its time was up, with that as suppressed
     */
    void run() throws Throwable {
        ended = limit.await();
        Optional<String> tree = limit.tree();
        if (tree.isPresent()) throw tooSlow(tree.get());
        if (failure != null) throw failure;
    }

    /** In a thread of its own. */
    private void runLoop() {
        try {
            runner.run(this::main);
        } catch (Throwable broken) { // the run itself, since the main coroutine throws nothing
            if (failure != null && failure != broken) broken.addSuppressed(failure);
            failure = broken;
        }
    }

    /** {@return whether the run has ended; else its loop is in use, and cannot be closed} */
    boolean hasEnded() {
        return ended;
    }

    /** {@return the tasks that the method left behind, in words} */
    Optional<String> leak() {
        return Optional.ofNullable(leak);
    }

    private void main() {
        limit.cancels(Async.currentTask());
        try {
            method.run();
            lookForLeak();
        } catch (Throwable thrown) {
            failure = thrown; // thrown in the thread of the test, unwrapped
        }
    }

    private void lookForLeak() {
        for (int i = 0; i < TURNS_TO_END && !left().isEmpty(); i++) yieldNow();
        List<String> names = left();
        if (!names.isEmpty()) leak = Words.leftTasks(names, Pirn.dump().text());
    }

    private static List<String> left() {
        Task<?> main = Async.currentTask();
        return Loop.current().tasks().stream()
                .filter(task -> task != main && !task.isCancelling())
                .map(Task::name)
                .toList();
    }

    private AssertionFailedError tooSlow(String tree) {
        AssertionFailedError tooSlow =
                new AssertionFailedError((ended ? "" : Words.LEFT_BEHIND) + Words.timedOut(timeout, tree));
        if (ended && failure != null) tooSlow.addSuppressed(failure);
        return tooSlow;
    }
}
