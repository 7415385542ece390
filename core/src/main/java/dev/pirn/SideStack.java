package dev.pirn;

import org.jspecify.annotations.Nullable;

/**
 * Run: a second stack for coroutines: the primitive under generators and greenlets. Its body runs as a part of
 * whichever coroutine resumes it, in place of that coroutine's own stack: the current task, cancellation and
 * task-local values in it are the coroutine's, and an await in it suspends the coroutine. Only {@link
 * Thread#currentThread} is the body's own, and what hangs on it: thread-locals, monitors and locks.
 *
 * <p>Confined to the loop of the coroutine that resumes it first. A stack that is dropped while suspended is garbage,
 * its thread with it; its {@code finally} blocks do not run.
 */
public final class SideStack {

    private final Runnable body;
    private @Nullable RunLoop loop;
    private TaskCore.@Nullable Side side;
    private @Nullable CancelScope scope;
    private boolean running;
    private boolean done;

    /**
     * Creates a stack; its thread starts with the first {@link #resume}.
     *
     * @param body what runs on it; must not throw
     */
    public SideStack(Runnable body) {
        this.body = body;
    }

    /** {@return whether the caller is a coroutine, or runs on the side stack of one} From any thread. */
    public static boolean isCoroutine() {
        return TaskCore.current() != null;
    }

    /**
     * Runs the body until it calls {@link #suspend} or ends. Suspends the calling coroutine while the body awaits.
     *
     * @throws BusyException if it is running
     * @throws IllegalStateException if the body has ended, if the caller is not a coroutine, or one of another loop,
     *     or if it cannot be suspended because a native frame is on its stack
     */
    public void resume() {
        TaskCore<?> me = TaskCore.required();
        if (running) throw new BusyException("a side stack is running already, so " + me.name() + " cannot resume it");
        if (done) throw new IllegalStateException("the body of a side stack has ended");
        if (side == null) {
            loop = me.loop;
            side = me.newSide(this::run);
        } else if (loop != me.loop) {
            throw new IllegalStateException(
                    "a side stack belongs to the loop that it began on, and " + me.name() + " is on another");
        }
        scope = me.innermostScope();
        running = true;
        try {
            me.descend(side);
        } finally {
            running = false;
        }
    }

    private void run() {
        try {
            body.run();
        } finally {
            done = true;
        }
    }

    /**
     * On the body: returns control to who resumed it, and returns when it is resumed again.
     *
     * @throws IllegalStateException if the caller is not the body; if the body entered a cancel scope, a timeout or a
     *     task group and has not left it, which would then hold for the code outside; if the loop is closed; or if
     *     the stack cannot be suspended because a native frame or a class initialiser is on it
     */
    public void suspend() {
        TaskCore.Side mine = side;
        if (mine == null || !isCurrent()) throw new IllegalStateException("only the body of a side stack suspends it");
        if (TaskCore.required().scope != scope)
            throw new IllegalStateException(
                    "a side stack cannot be left inside a cancel scope, timeout or task group that it entered");
        mine.ascend();
    }

    /** {@return whether the caller is the body} From any thread. */
    public boolean isCurrent() {
        return running && side != null && side.thread == Thread.currentThread();
    }
}
