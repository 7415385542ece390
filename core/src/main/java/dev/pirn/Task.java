package dev.pirn;

import org.jspecify.annotations.Nullable;

/**
 * Run: a coroutine that runs on a loop, and its outcome. Made with {@link Async#spawn}, {@link TaskGroup#spawn} or
 * {@link Loop#spawn}. It starts in the loop's next turn, always: one that is cancelled before runs to its first await.
 *
 * <p>{@link #cancel(String)} cancels its root scope: every await in it throws {@link Cancelled} until it ends. The loop
 * holds its tasks strongly; one that is forgotten goes on.
 *
 * @param <T> the type of its result
 */
public sealed interface Task<T extends @Nullable Object> extends Future<T> permits TaskCore {

    /** {@return its name; {@code task-N} unless one was given, N being its thread's number in dumps} */
    String name();

    /**
     * Renames it.
     *
     * @param name the new name
     */
    void name(String name);

    /** {@return whether its cancellation was requested, delivered or not} */
    boolean isCancelling();

    /** {@return where it is suspended, outermost call last; empty when it is done or has not started} */
    StackTraceElement[] stack();

    /**
     * {@return where it was spawned, in debug mode; empty without it, when the task is done, and where a task factory
     * has wrapped its body} From any thread.
     */
    StackTraceElement[] spawnStack();
}
