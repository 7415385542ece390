package dev.pirn.spi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where bytes go: a socket, or the writing end of a pipe. One write may be pending at a time; a second one is the
 * caller's mistake ({@link IllegalStateException}). Called by the loop only.
 */
public interface IoSink {

    /**
     * Writes once, gathering.
     *
     * @param sources the buffers; positions move by what was written
     * @param offset the first buffer
     * @param count how many buffers
     * @param done completed, on the loop, when a pending write ended
     * @return the bytes written (more than 0, possibly fewer than given) or {@link IoDriver#PENDING}
     * @throws IOException if it failed at once
     */
    int write(ByteBuffer[] sources, int offset, int count, Completion done) throws IOException;

    /**
     * Ends the sending side; who reads there gets the end of the stream.
     *
     * @throws IOException if there is no reader any more
     */
    void shutdownOutput() throws IOException;

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

    /**
     * {@return whether a write has failed because the peer had ended the connection in order before} Then all that it
     * sent can be read. False where the driver cannot know, and then the end of what is read counts as broken.
     */
    default boolean hasPeerEnded() {
        return false;
    }

    /** {@return whether it is closed: by {@link #close}, or because it has ended} */
    boolean isClosed();
}
