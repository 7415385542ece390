package dev.pirn.net;

import dev.pirn.Parker;
import dev.pirn.WaitReason;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One direction's pending operation: its completion, and the one coroutine that waits for that. Used again for every
 * operation, so that waiting allocates nothing.
 */
final class IoWait implements Completion, Parker.Abort {

    private final String kind;
    private final Object where;
    private final Consumer<? super Completion> canceller;
    private final Parker parker = new Parker();
    private boolean pending;
    private int result;
    private @Nullable IOException failure;
    private @Nullable Late late;

    /** Takes over an operation whose coroutine could not be suspended. Called inside a poll: must not throw. */
    interface Late {

        /**
         * The operation has ended, and the driver has let go of the buffer. The result is as {@link
         * Completion#completed} gets it; {@link IoDriver#CANCELLED} if it failed.
         */
        void ended(int result, @Nullable IOException failure);
    }

    /** What is done, to or from whom, and what asks the driver for its end. */
    IoWait(String kind, Object where, Consumer<? super Completion> canceller) {
        this.kind = kind;
        this.where = where;
        this.canceller = canceller;
    }

    /**
     * Waits for the end of the operation that has just answered {@link IoDriver#PENDING}, and returns the driver's
     * result: {@link IoDriver#CANCELLED} when the socket was closed meanwhile. Where the driver cannot withdraw an
     * operation at once, a cancelled wait lasts until the driver has let go of the buffer. Where the coroutine cannot
     * be suspended, it may still be pending when this throws; see {@link #isPending}.
     */
    int await() throws IOException {
        pending = true;
        failure = null;
        try {
            while (pending) parker.park(this);
        } catch (Throwable notParked) {
            if (pending) canceller.accept(this);
            throw notParked;
        }
        IOException failed = failure;
        if (failed == null) return result;
        Throwable _ = failed.fillInStackTrace(); // it was made in a poll, without a line of the program
        throw failed;
    }

    /** {@return whether the driver still has the operation, and its buffer} */
    boolean isPending() {
        return pending;
    }

    /** {@return whether that operation was handed over, and has not ended yet} */
    boolean isLate() {
        return late != null;
    }

    /** Names what takes over the operation that is pending, and that no coroutine waits for. */
    void handOver(Late to) {
        late = to;
    }

    @Override
    public boolean abort() {
        canceller.accept(this);
        return !pending && failure == null && (result == IoDriver.CANCELLED || result == IoDriver.RETRY);
    }

    @Override
    public WaitReason purpose() {
        return WaitReason.of(kind, where);
    }

    @Override
    public void completed(int ended) {
        result = ended;
        end();
    }

    @Override
    public void failed(IOException why) {
        result = IoDriver.CANCELLED;
        failure = why;
        end();
    }

    private void endLate(Late taker) {
        late = null;
        taker.ended(result, failure);
    }

    private void end() {
        pending = false;
        if (late != null) endLate(late);
        parker.unpark();
    }
}
