package dev.pirn.spi;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One loop's connection to the operating system: it opens sockets, waits, and reports what became possible. Everything
 * above (scheduling, timers, cancellation, streams, servers) is written once, on these operations.
 *
 * <p>An operation either finishes at once and answers its result, or answers {@link #PENDING} and calls its {@link
 * Completion} later, from {@link #poll}. Readiness drivers (selector, epoll) try the system call first and complete
 * with {@link #RETRY} when it can make progress; completion drivers (io_uring) submit and complete with the result.
 *
 * <p>All methods but {@link #wakeup} are called by the loop only: from its thread or a coroutine that it runs.
 */
public interface IoDriver extends AutoCloseable {

    /** Answer of an operation that will complete later. */
    int PENDING = -2;

    /** Answer of a read: the peer has ended its side of the stream. */
    int EOF = -1;

    /** Result of a completion: try the operation again, it can make progress now. */
    int RETRY = -3;

    /** Result of a completion: the operation was cancelled and moved no byte. */
    int CANCELLED = -4;

    /**
     * Opens a stream socket that is not connected.
     *
     * @param family the address family, for example {@link java.net.StandardProtocolFamily#INET}
     * @return the socket, owned by the caller
     * @throws IOException if the system has no descriptor or no such family
     */
    IoSocket open(ProtocolFamily family) throws IOException;

    /**
     * Binds a stream socket and listens.
     *
     * @param local the address, port 0 for a free port
     * @param backlog how many connections the system may keep before they are accepted
     * @param options set before the bind
     * @return the listener, owned by the caller
     * @throws AddressUnavailableException if this machine does not have the address, or not its family
     * @throws IOException if the address cannot be bound for another reason; nothing stays open then
     */
    IoListener listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options) throws IOException;

    /**
     * Waits until an operation completes, {@link #wakeup} is called, or the time is over, and calls completions.
     *
     * @param timeoutNanos at most so long, in nanoseconds; 0 does not wait, negative waits without limit
     * @return how many completions were called
     * @throws IOException if waiting itself fails; the loop cannot go on then
     */
    int poll(long timeoutNanos) throws IOException;

    /** Ends a {@link #poll} that waits, or the next one that would. Callable from any thread; never blocks. */
    void wakeup();

    /** {@return whether a pending read or write keeps using the caller's buffer until its completion} */
    boolean pinsBuffers();

    /**
     * {@return the driver's own way to files} Null, as without an override, if it has none: file operations would
     * block the loop, and threads have to make them.
     */
    default @Nullable IoFiles files() {
        return null;
    }

    /** {@return how many sockets, listeners and files are open} */
    int openCount();

    /** {@return how many operations are pending} */
    int pendingCount();

    /** Closes the driver and what is still open in it. Pending completions are not called any more. */
    @Override
    void close();
}
