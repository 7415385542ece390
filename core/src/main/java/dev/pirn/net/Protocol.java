package dev.pirn.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What happens on a connection, as callbacks: the layer for those who want no coroutine between them and the loop. One
 * object a connection; it answers through its {@link Transport}.
 *
 * <p>The order is {@code connectionMade}, then {@code dataReceived} any number of times, then perhaps {@code
 * eofReceived}, then {@code connectionLost}: exactly one made and one lost, and nothing after lost. {@code
 * pauseWriting} and {@code resumeWriting} alternate in between.
 *
 * <p>All run on the bare loop thread (but see {@link #pauseWriting}), with the task-local values of the caller of
 * {@link Tcp}: they must not block and cannot await. An exception in {@code dataReceived} or {@code eofReceived} is
 * reported and aborts the connection; one in another callback is reported only. To be implemented by users.
 */
public interface Protocol {

    /**
     * The connection is there. Nothing is read before this returns.
     *
     * @param transport to write with; may be kept
     */
    default void connectionMade(Transport transport) {}

    /**
     * Bytes arrived.
     *
     * @param data the bytes, at least one. The buffer is the loop's and is used again: valid during this call only
     */
    void dataReceived(ByteBuffer data);

    /**
     * The peer has ended its side. Nothing is received any more.
     *
     * @return true to keep this side open for writing; false to have it closed when what was written is sent
     */
    default boolean eofReceived() {
        return false;
    }

    /**
     * The connection is over; always the last call, never made from within a call of the transport.
     *
     * @param failure null if this side closed or aborted it or the peer ended it in order; else what broke it
     */
    default void connectionLost(@Nullable IOException failure) {}

    /**
     * More is queued for sending than the upper limit. Called from within the write that did it, on the thread or
     * coroutine that writes.
     */
    default void pauseWriting() {}

    /** No more is queued than the lower limit, after {@link #pauseWriting}. */
    default void resumeWriting() {}
}
