package dev.pirn.watch;

import org.jspecify.annotations.Nullable;

/** A task as its observers see it. On its loop, unless a method says otherwise. */
public interface TaskView {

    /** {@return its name} From any thread. */
    String name();

    /** {@return whether it will run when its entry's turn comes} */
    boolean isDue();

    /** {@return whether it has ended} */
    boolean isDone();

    /** {@return whether it is blocked in code that knows nothing of Pirn} */
    boolean isBlockedElsewhere();

    /**
     * {@return the thread of the stack that it is on, its own or a side stack's; null before it starts} From any
     * thread.
     */
    @Nullable
    Thread thread();

    /** {@return the thread of its own stack, whose number is the task's; null before it starts} From any thread. */
    @Nullable
    Thread ownThread();

    /** {@return where it is} From any thread. */
    StackTraceElement[] stack();
}
