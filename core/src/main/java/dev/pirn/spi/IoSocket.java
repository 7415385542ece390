package dev.pirn.spi;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connected or connecting stream socket of an {@link IoDriver}. One read and one write may be pending at a time; a
 * second one is the caller's mistake ({@link IllegalStateException}). Called by the loop only.
 *
 * <p>The object, not the descriptor's number, names the connection: after {@link #close} no completion of this socket
 * completes and none of another socket's events can reach it.
 *
 * <p>Failures are of the types that the JDK's channels throw, by the number of the system's error. Once it is
 * connected, that is {@link java.net.SocketException} itself: reading and writing never throw {@link
 * java.net.ConnectException} or {@link java.net.NoRouteToHostException}, which say that there never was a connection.
 */
public interface IoSocket extends IoSource, IoSink {

    /**
     * Binds the local side before {@link #connect}.
     *
     * @param local the address
     * @throws AddressUnavailableException if this machine does not have the address
     * @throws IOException if it cannot be bound for another reason
     */
    void bind(SocketAddress local) throws IOException;

    /**
     * Connects.
     *
     * @param remote the peer's address
     * @param done called when a pending connect ended: {@code completed(0)}, {@code completed(CANCELLED)} or {@code
     *     failed}
     * @return 0 if connected at once, or {@link IoDriver#PENDING}
     * @throws IOException if it failed at once
     */
    int connect(SocketAddress remote, Completion done) throws IOException;

    /**
     * Reads once, as any source; into a direct buffer if the driver {@linkplain IoDriver#pinsBuffers pins}. The
     * position has moved before the completion is called.
     */
    @Override
    int read(ByteBuffer target, Completion done) throws IOException;

    /** Writes once, as any sink. The positions have moved before the completion is called. */
    @Override
    int write(ByteBuffer[] sources, int offset, int count, Completion done) throws IOException;

    /** Asks for the end of a pending operation, as any sink: the completion is called at once or from a later poll. */
    @Override
    void cancel(Completion done);

    /** Ends the sending side; the peer reads the end of the stream. Fails if the socket is not connected any more. */
    @Override
    void shutdownOutput() throws IOException;

    /**
     * Sets a socket option.
     *
     * @param <T> the option's type
     * @param option the option
     * @param value its value
     * @throws IOException if the system refuses
     */
    <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /**
     * Gets a socket option.
     *
     * @param <T> the option's type
     * @param option the option
     * @return its value
     * @throws IOException if the system refuses
     */
    <T> @Nullable T getOption(SocketOption<T> option) throws IOException;

    /** {@return the local address, or null if there is none (any more)} */
    @Nullable
    SocketAddress localAddress();

    /** {@return the peer's address, or null if not connected} */
    @Nullable
    SocketAddress remoteAddress();

    /**
     * Closes; idempotent. Never waits, whatever options were set: with {@code SO_LINGER} above zero too, the system
     * goes on sending in the background. Pending operations complete with {@link IoDriver#CANCELLED} (at once, or in a
     * later poll where the system still uses the buffer).
     *
     * @param abort whether to discard unsent bytes and reset the connection instead of ending it in order
     */
    @Override
    void close(boolean abort);

    /** {@return whether {@link #close} was called} */
    @Override
    boolean isClosed();
}
