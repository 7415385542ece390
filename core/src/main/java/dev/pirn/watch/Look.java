package dev.pirn.watch;

import org.jspecify.annotations.Nullable;

/**
 * What holds a loop at one moment, seen from outside. It can be outdated at once.
 *
 * @param task the task that runs; null if none does
 * @param held the thread that is looked at: the coroutine's, or the loop's own
 * @param isCoroutine whether it is a coroutine's
 * @param state what the JVM says of that thread
 * @param frames the lines of its stack
 */
record Look(@Nullable TaskView task, Thread held, boolean isCoroutine, Thread.State state, Frames frames) {

    private static final int TRIES = 20;

    /**
     * Looks at a loop.
     *
     * @param running the thread that runs it
     */
    static Look at(LoopView loop, Thread running) {
        TaskView task = loop.currentTask();
        Thread coroutine = task == null ? null : task.thread();
        Thread held = coroutine == null ? running : coroutine;
        return new Look(task, held, coroutine != null, held.getState(), new Frames(held.getStackTrace()));
    }

    /** Looks until it meets a step, rather than what is between two of them. */
    Look atAStep() {
        Frames seen = frames;
        for (int i = 1; i < TRIES && seen.culprit() == null; i++) seen = new Frames(held.getStackTrace());
        return new Look(task, held, isCoroutine, state, seen);
    }

    /** Whether the thread executes Java code, as far as the JVM knows; else it waits, or is in native code. */
    boolean computes() {
        return state == Thread.State.RUNNABLE && !frames.isInNative();
    }

    /** Whether it is in {@code Thread.sleep}, which no cold JVM makes longer. */
    boolean sleeps() {
        return state == Thread.State.TIMED_WAITING && BlockingCall.in(frames) == BlockingCall.SLEEP;
    }

    /** Whether the time goes into the first use of classes, which is slow once, and no stall of the program's. */
    boolean isLoading() {
        return switch (state) {
            case WAITING, TIMED_WAITING -> false;
            default -> computes() ? frames.isLoading() : frames.callsLoading();
        };
    }
}
