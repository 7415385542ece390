package dev.pirn.loop.linux;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a handle: whether its system call is worth trying, and what waits until it is.
 *
 * <p>epoll reports each change once (edge-triggered), so what came without a waiter is remembered here: ready stays
 * true until a system call has taken everything.
 */
final class Direction {

    private final EpollHandle handle;
    private boolean ready = true; // nothing is known yet: the first call is tried
    private @Nullable Completion waiter;

    Direction(EpollHandle handle) {
        this.handle = handle;
    }

    boolean isReady() {
        return ready;
    }

    void setReady(boolean isReady) {
        ready = isReady;
    }

    boolean isAwaited() {
        return waiter != null;
    }

    void requireNoWaiter() {
        if (waiter != null) throw new IllegalStateException("an operation is already pending: " + handle);
    }

    /** Keeps the completion until the next readiness. */
    void await(Completion done) throws IOException {
        handle.register();
        waiter = done;
        handle.driver().started();
    }

    void arrived() {
        ready = true;
        complete(IoDriver.RETRY);
    }

    void cancel(Completion done) {
        if (waiter == done) complete(IoDriver.CANCELLED);
    }

    void complete(int result) {
        Completion done = takeWaiter();
        if (done != null) done.completed(result);
    }

    void fail(IOException failure) {
        Completion done = takeWaiter();
        if (done != null) done.failed(failure);
    }

    void forgetWaiter() {
        waiter = null;
    }

    // Taken out before it is completed: it may start the next operation or close the handle.
    private @Nullable Completion takeWaiter() {
        Completion done = waiter;
        if (done == null) return null;
        waiter = null;
        handle.driver().completed();
        return done;
    }
}
