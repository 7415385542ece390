package dev.pirn.spi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where bytes come from: a socket, or the reading end of a pipe. One read may be pending at a time; a second one is the
 * caller's mistake ({@link IllegalStateException}). Called by the loop only.
 */
public interface IoSource {

    /**
     * Reads once.
     *
     * @param target where to put the bytes; has room. Its position moves by what was read
     * @param done completed, on the loop, when a pending read ended
     * @return the bytes read (more than 0), {@link IoDriver#EOF} or {@link IoDriver#PENDING}
     * @throws IOException if it failed at once
     */
    int read(ByteBuffer target, Completion done) throws IOException;

    /**
     * Asks for the end of a pending operation. The completion is called exactly once, with {@link IoDriver#CANCELLED},
     * or with its result when that came first. Nothing happens if it is not pending.
     *
     * @param done the completion given to the operation
     */
    void cancel(Completion done);

    /**
     * Closes; idempotent. A pending operation completes with {@link IoDriver#CANCELLED}.
     *
     * @param abort whether to do so without the courtesies towards the other end, where there are any
     */
    void close(boolean abort);

    /** {@return whether it is closed: by {@link #close}, or because it has ended} */
    boolean isClosed();
}
