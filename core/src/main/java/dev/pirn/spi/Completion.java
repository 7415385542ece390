package dev.pirn.spi;

import java.io.IOException;

/**
 * Called by the driver, from {@link IoDriver#poll}, when a pending operation has ended: exactly once for each
 * operation that answered {@link IoDriver#PENDING}, also after {@link IoSocket#cancel}.
 *
 * <p>Implementations are reused for one operation after the other, so that reading and writing allocate nothing. Both
 * methods run on the loop thread inside the poll: they must only mark something as ready, never run user code, and
 * never throw. They may be called while {@link IoSocket#cancel} is still on the stack.
 */
public interface Completion {

    /**
     * The operation ended.
     *
     * @param result the number of bytes moved (zero for what moves none, such as connect), {@link IoDriver#EOF}, {@link
     *     IoDriver#CANCELLED} after a cancel that came in time, or {@link IoDriver#RETRY}: nothing has happened yet,
     *     but trying again can now make progress
     */
    void completed(int result);

    /**
     * The operation failed.
     *
     * @param failure why
     */
    void failed(IOException failure);
}
