package dev.pirn.spi;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A listening socket of an {@link IoDriver}. One accept may be pending at a time. Called by the loop only. */
public interface IoListener {

    /**
     * Takes one connection.
     *
     * @param done called when accepting again makes sense: {@code completed(RETRY)}, {@code completed(CANCELLED)} or
     *     {@code failed}
     * @return the connection, or null when there is none: the operation is then pending
     * @throws IOException if it failed at once, for example for want of descriptors; nothing is pending then
     */
    @Nullable
    IoSocket accept(Completion done) throws IOException;

    /**
     * Asks for the end of a pending accept, as {@link IoSocket#cancel} does.
     *
     * @param done the completion given to the accept
     */
    void cancel(Completion done);

    /** {@return the address it listens on, with its real port} */
    SocketAddress localAddress();

    /** Stops listening and closes; idempotent. A pending accept completes with {@link IoDriver#CANCELLED}. */
    void close();
}
