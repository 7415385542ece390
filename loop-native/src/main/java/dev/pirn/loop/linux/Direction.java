package dev.pirn.loop.linux;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a handle: whether its system call is worth trying, and who waits until it is.
 *
 * <p>epoll tells each change once (edge-triggered), so what came while nobody waited is remembered here: ready stays
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

    /** Has the completion told at the next readiness. */
    void await(Completion done) throws IOException {
        handle.register();
        waiter = done;
        handle.driver().pended();
    }

    void arrived() {
        ready = true;
        tell(IoDriver.RETRY);
    }

    void cancel(Completion done) {
        if (waiter == done) tell(IoDriver.CANCELLED);
    }

    void tell(int result) {
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

    // Taken before it is told: being told, it may start the next operation or close the handle.
    private @Nullable Completion takeWaiter() {
        Completion done = waiter;
        if (done == null) return null;
        waiter = null;
        handle.driver().told();
        return done;
    }
}
