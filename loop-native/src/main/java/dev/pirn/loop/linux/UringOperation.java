package dev.pirn.loop.linux;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import java.io.IOException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a handle does in one direction: at most one operation is under way. Its memory belongs to the system until the
 * ring has completed it, also after it was cancelled.
 */
final class UringOperation {

    private final UringHandle handle;
    private @Nullable Completion waiter;
    private long id;
    private short sequence;
    private boolean cancelled;

    UringOperation(UringHandle handle) {
        this.handle = handle;
    }

    void requireNone() {
        if (waiter != null) throw new IllegalStateException("an operation is already pending: " + handle);
    }

    boolean isUnderWay() {
        return waiter != null;
    }

    /**
     * {@return a number for the next submission, so that a cancel can mean no other one} It may wrap: a cancel is
     * obeyed when it is submitted, long before as many operations have followed.
     */
    short next() {
        return ++sequence;
    }

    /** It was submitted. */
    void begun(long submitted, Completion done) {
        id = submitted;
        waiter = done;
        cancelled = false;
        handle.driver().started();
    }

    /** It was submitted once more, because the system had been interrupted. */
    void repeated(long submitted) {
        id = submitted;
    }

    /** {@return whether it has to be submitted once more: its end was not asked for} */
    boolean isToRepeat(int result) {
        return isUnfinished(result) && !cancelled;
    }

    /**
     * {@return whether nothing has happened: the system was kept from beginning, or was asked to end, or had to
     * because the thread ended that had entered the ring, as the carriers of virtual threads do}
     */
    static boolean isUnfinished(int result) {
        return result == -Failures.EINTR || result == -Failures.EAGAIN || result == -Failures.ECANCELED;
    }

    void cancel(Completion done) {
        if (waiter == done) cancel();
    }

    /** Asks the system to end it; the completion says whether it did, or had done it before. */
    void cancel() {
        if (waiter == null || cancelled) return;
        cancelled = true;
        handle.driver().cancel(handle, id);
    }

    /**
     * The ring completed it.
     *
     * @param result a count or zero, or a negative error number
     * @param failure what an error number becomes
     */
    void ended(int result, IntFunction<IOException> failure) {
        if (result >= 0) complete(result);
        else if (isUnfinished(result)) complete(IoDriver.CANCELLED);
        else fail(failure.apply(-result));
    }

    void complete(int result) {
        take().completed(handle.isClosed() ? IoDriver.CANCELLED : result);
    }

    void fail(IOException failure) {
        if (handle.isClosed()) complete(IoDriver.CANCELLED);
        else take().failed(failure);
    }

    /** Its caller has gone, together with the driver. */
    void forgetWaiter() {
        if (waiter != null) waiter = NoWaiter.INSTANCE;
    }

    // Taken out before it is completed: it may start the next operation or close the handle.
    private Completion take() {
        Completion done = waiter;
        assert done != null;
        waiter = null;
        handle.driver().completed();
        return done;
    }

    /** Stands for the caller, once the driver is closed. */
    private enum NoWaiter implements Completion {
        INSTANCE;

        @Override
        public void completed(int result) {
            // No caller waits.
        }

        @Override
        public void failed(IOException failure) {
            // No caller waits.
        }
    }
}
