package dev.pirn.tck.sync;

import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;

import dev.pirn.Block;
import dev.pirn.Task;
import org.jspecify.annotations.Nullable;

/** What the tests of this package do again and again. */
final class Steps {

    /** More turns than anything here needs to come to rest. */
    private static final int TURNS = 6;

    private Steps() {}

    /** Lets everybody run until all of them wait. */
    static void settle() {
        for (int i = 0; i < TURNS; i++) yieldNow();
    }

    /** Starts a task and lets it run until it waits. */
    static Task<?> begin(Block<?> body) {
        Task<?> task = spawn(body);
        settle();
        return task;
    }

    /** Fails with a message that says how to repeat the run. */
    static void require(boolean condition, @Nullable Object... message) {
        if (condition) return;
        StringBuilder text = new StringBuilder();
        for (Object part : message) text.append(part);
        throw new AssertionError(text);
    }
}
