package dev.pirn.net;

import dev.pirn.Parker;
import dev.pirn.WaitReason;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One direction's pending operation: what the driver tells of it, and the one coroutine that waits for that. Used again
 * for every operation, so that waiting allocates nothing.
 */
final class IoWait implements Completion, Parker.Abort {

    private final String kind;
    private final Object where;
    private final Consumer<? super Completion> canceller;
    private final Parker parker = new Parker();
    private boolean pending;
    private int result;
    private @Nullable IOException failure;

    /**
     * @param kind what is done, in a word
     * @param where whose words say to or from whom
     * @param canceller asks the driver for the end of the operation
     */
    IoWait(String kind, Object where, Consumer<? super Completion> canceller) {
        this.kind = kind;
        this.where = where;
        this.canceller = canceller;
    }

    /**
     * Waits for the end of the operation that has just answered {@link IoDriver#PENDING}. Where the driver cannot
     * withdraw an operation at once, a cancelled wait lasts until the driver has let go of the buffer.
     *
     * @return what the driver told, {@link IoDriver#CANCELLED} when the socket was closed meanwhile
     * @throws IOException if the operation failed
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
        if (failure != null) throw failure;
        return result;
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
    public void completed(int told) {
        result = told;
        end();
    }

    @Override
    public void failed(IOException told) {
        failure = told;
        end();
    }

    private void end() {
        pending = false;
        parker.unpark();
    }
}
