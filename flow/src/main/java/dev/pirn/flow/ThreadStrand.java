package dev.pirn.flow;

import dev.pirn.SideStack;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A strand that is a virtual thread: control is handed to and fro, and one side waits while the other one runs. An
 * interrupt follows the control, as if there were one thread.
 *
 * <p>The thread stands in a container of its own, because the JDK's lists would keep it for ever: so a strand that is
 * dropped is garbage, and its thread with it.
 */
final class ThreadStrand extends Strand {

    private final Runnable body;
    private final Executor starter;
    private volatile @Nullable Thread thread;
    private @Nullable Thread outside;

    /** Whose turn it is: true for the body. What one side wrote before it gave the turn away, the other one sees. */
    private volatile boolean inside;

    private boolean interrupted;

    ThreadStrand(Runnable body) {
        this(
                body,
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("pirn-strand").factory()));
    }

    /** With a starter of its thread, for tests. */
    ThreadStrand(Runnable body, Executor starter) {
        this.body = body;
        this.starter = starter;
    }

    @Override
    void prepare() {
        if (SideStack.isCoroutine())
            throw new IllegalStateException("it began outside coroutines, so it cannot go on in one");
    }

    @Override
    void enter() {
        outside = Thread.currentThread();
        interrupted = Thread.interrupted();
        inside = true;
        if (thread == null) starter.execute(this::run);
        else LockSupport.unpark(thread);
        while (inside) {
            LockSupport.park(this);
            if (Thread.interrupted()) passInterrupt();
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** To the body, which may be blocked in something that heeds it. Its thread exists soon, if it does not yet. */
    private void passInterrupt() {
        while (thread == null && inside) Thread.onSpinWait();
        Thread body = thread;
        if (body != null) body.interrupt();
    }

    private void run() {
        thread = Thread.currentThread();
        takeInterrupt();
        try {
            body.run();
        } finally {
            handOver();
        }
    }

    @Override
    void leave() {
        handOver();
        while (!inside) LockSupport.park(this);
        takeInterrupt();
    }

    private void handOver() {
        Thread to = outside;
        outside = null;
        interrupted = Thread.interrupted();
        inside = false;
        LockSupport.unpark(to);
    }

    private void takeInterrupt() {
        if (interrupted) Thread.currentThread().interrupt();
    }

    @Override
    boolean isCurrent() {
        return inside && thread == Thread.currentThread();
    }
}
