package dev.pirn.net;

import java.nio.ByteBuffer;

/**
 * A protocol that says where arriving bytes are to be put, so that they need not be copied: {@code getBuffer} and
 * {@code bufferUpdated} take the place of {@code dataReceived}. To be implemented by users.
 *
 * <p>Direct buffers are filled by the system where the backend can; others are filled with a copy. A buffer
 * is filled at once after {@link #getBuffer}, before other code of the loop runs, or not at all: from {@link
 * #bufferUpdated} on it is the protocol's again. Neither is called while reading is paused.
 */
public interface BufferedProtocol extends Protocol {

    /**
     * Bytes are about to be read. It may turn out that there are none: then this is asked again later, and {@link
     * #bufferUpdated} is not called in between.
     *
     * @param sizeHint how much room would be useful, in bytes
     * @return a buffer with room, whose position moves by what is read. An exception, or a buffer without room, aborts
     *     the connection. It must not be one that a write still has to send
     */
    ByteBuffer getBuffer(int sizeHint);

    /**
     * Bytes were put into the buffer that {@link #getBuffer} gave last.
     *
     * @param count how many, at least one
     */
    void bufferUpdated(int count);

    /**
     * Puts bytes that arrived elsewhere into the protocol's buffers, all of them. A transport does not call this: it
     * delivers piece by piece, and keeps the rest once a call has paused reading, closed, or set another protocol. Not
     * meant to be overridden.
     *
     * @throws IllegalStateException if {@link #getBuffer} gives a buffer without room
     */
    @Override
    default void dataReceived(ByteBuffer data) {
        while (data.hasRemaining()) {
            bufferUpdated(TcpTransport.move(data, TcpTransport.requireRoom(getBuffer(data.remaining()))));
        }
    }
}
