package dev.pirn.loop.nio;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a handle: whether its system call is worth trying, and what waits until it is.
 *
 * <p>Not ready means that the last call left nothing behind, so the next one would only cost time: it waits for the
 * selector instead. That loses nothing, because a level-triggered selector also reports what came between the two.
 */
final class Direction {

    private final NioHandle handle;
    private final int op;
    private boolean ready = true; // nothing is known yet: the first call is tried
    private @Nullable Completion waiter;

    Direction(NioHandle handle, int op) {
        this.handle = handle;
        this.op = op;
    }

    boolean isReady() {
        return ready;
    }

    void setReady(boolean isReady) {
        ready = isReady;
    }

    void requireNoWaiter() {
        if (waiter != null) throw new IllegalStateException("an operation is already pending: " + handle);
    }

    /** Keeps the completion until the next readiness. */
    void await(Completion done) throws IOException {
        handle.want(op);
        waiter = done;
        handle.driver().started();
    }

    /**
     * There is something to take. Interest stays on, so that a reader that keeps up costs no change; it goes when no
     * reader took what an earlier select had reported, else every select would return at once.
     */
    void arrived() {
        if (waiter == null && ready) handle.unwant(op);
        ready = true;
        complete(IoDriver.RETRY);
    }

    /** There is room again. Interest goes: there nearly always is. */
    void drained() {
        handle.unwant(op);
        ready = true;
        complete(IoDriver.RETRY);
    }

    /** What there is to take will never change again. */
    void exhausted() {
        handle.unwant(op);
    }

    @SuppressWarnings("ReferenceEquality") // the object names the operation
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
