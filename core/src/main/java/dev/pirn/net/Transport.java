package dev.pirn.net;

import dev.pirn.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection as its {@link Protocol} sees it. Nothing here ever waits: what cannot be sent at once is queued, and the
 * protocol is asked to pause when that becomes too much.
 *
 * <p>Used on the loop only, by callbacks or coroutines.
 */
public sealed interface Transport permits TcpTransport {

    /** The upper limit of queued bytes unless {@link #setWriteLimits} changes it: {@value}. */
    int DEFAULT_HIGH = 64 * 1024;

    /** The lower limit of queued bytes unless {@link #setWriteLimits} changes it: {@value}. */
    int DEFAULT_LOW = 16 * 1024;

    /**
     * Sends all bytes of a buffer: at once what the system takes, the rest later, from a copy. The caller may change
     * its buffer when this returns. Ignored once the connection is closing; from the fifth time on that is warned of.
     *
     * @param source the bytes; its position moves to its limit
     * @throws IllegalStateException after {@link #shutdownOutput}
     */
    void write(ByteBuffer source);

    /**
     * Sends an array, as {@link #write(ByteBuffer)}.
     *
     * @param bytes the bytes
     */
    void write(byte[] bytes);

    /**
     * Sends several buffers in order, with as few system calls as possible; otherwise as {@link #write(ByteBuffer)}.
     *
     * @param sources the buffers
     */
    void writeAll(List<ByteBuffer> sources);

    /** Stops reading until {@link #resumeReading}; twice is fine. Nothing is received when this has returned. */
    void pauseReading();

    /** Goes on reading; doing it again is fine. */
    void resumeReading();

    /** {@return whether it reads: not paused, not closing, and the peer has not ended its side} */
    boolean isReading();

    /** Ends this side after what was written: the peer reads the end of the stream. Doing it again is fine. */
    void shutdownOutput();

    /** Stops reading, sends what was written, then closes: {@link Protocol#connectionLost} with null. Twice is fine. */
    void close();

    /** Drops what was not sent and closes; {@link Protocol#connectionLost} follows with null. The peer sees a reset. */
    void abort();

    /** {@return whether it is closing or closed} */
    boolean isClosing();

    /**
     * Sets when the protocol is asked to pause and to resume writing.
     *
     * @param high it is asked to pause when more bytes than this are queued; 0 means whenever anything is
     * @param low it is asked to resume when no more bytes than this are left
     * @throws IllegalArgumentException unless {@code 0 <= low <= high}
     */
    void setWriteLimits(int high, int low);

    /** {@return how many bytes are queued for sending} */
    long writeBufferSize();

    /** {@return the protocol that is called} */
    Protocol protocol();

    /**
     * Has another protocol called from now on. Its {@code connectionMade} is not called.
     *
     * @param protocol the new protocol
     */
    void setProtocol(Protocol protocol);

    /**
     * Sets a socket option.
     *
     * <p>{@code SO_LINGER} of 0 has every close reset the connection. Any other value changes nothing: a close never
     * holds the loop, and the system sends what is left in the background.
     *
     * @param option the option
     * @param value its value
     * @param <T> its type
     * @throws IOException if the system refuses
     */
    <T> void option(SocketOption<T> option, T value) throws IOException;

    /**
     * {@return the value of a socket option}
     *
     * @param option the option
     * @param <T> its type
     * @throws IOException if the system refuses
     */
    <T> @Nullable T option(SocketOption<T> option) throws IOException;

    /** {@return this side's address; null once it is closed} */
    @Nullable
    InetSocketAddress localAddress();

    /** {@return the peer's address, also when it is closed} */
    InetSocketAddress remoteAddress();

    /** {@return the loop it belongs to} */
    Loop loop();
}
