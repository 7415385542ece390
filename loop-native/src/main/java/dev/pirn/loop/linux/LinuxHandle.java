package dev.pirn.loop.linux;

import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.ClosedChannelException;

/** What sockets and listeners of both backends share: a descriptor and its end. */
abstract sealed class LinuxHandle permits EpollHandle, UringHandle {

    private final LinuxSocket socket;
    private final ProtocolFamily family;
    private boolean closed;

    /** A close in order would hold the thread until the peer has everything, or for the time that was set. */
    private boolean lingers;

    private boolean peerHasEnded;

    LinuxHandle(LinuxSocket socket, ProtocolFamily family) {
        this.socket = socket;
        this.family = family;
    }

    abstract LinuxDriver driver();

    /** Forgets the waiters, without completing them. */
    abstract void forgetWaiters();

    /** Closes the descriptor, now or when the system has let go of it. */
    abstract void release();

    /** {@return the descriptor} */
    public final LinuxSocket socket() {
        return socket;
    }

    /** {@return the family of its addresses} */
    public final ProtocolFamily family() {
        return family;
    }

    /** {@return whether it is closed} */
    public final boolean isClosed() {
        return closed;
    }

    /**
     * Refuses what a closed handle cannot do.
     *
     * @throws ClosedChannelException if it is closed
     */
    public final void requireOpen() throws ClosedChannelException {
        if (closed) throw new ClosedChannelException();
    }

    /** {@return whether this call ended it; false if it had ended before} */
    final boolean end() {
        if (closed) return false;
        closed = true;
        driver().forget(this);
        return true;
    }

    /** Ends it together with its driver: nothing is completed. */
    final void abandon() {
        forgetWaiters();
        closed = true;
        release();
    }

    /** Notes a value of {@code SO_LINGER}. */
    public final void setLinger(int seconds) {
        lingers = seconds > 0;
    }

    /**
     * Notes how a write ended. The first failure is {@code EPIPE} only if the end of the peer's side had been received;
     * a connection that the peer has reset before fails with another number first.
     */
    final void noteEnd(int errno) {
        if (errno == Failures.EPIPE) peerHasEnded = true;
    }

    /** {@return whether a write has failed because the peer had ended the connection in order before} */
    public final boolean hasPeerEnded() {
        return peerHasEnded;
    }

    /** Has the close of a connection reset it. */
    final void discardUnsent() {
        lingers = false;
        Options.discardUnsent(socket);
    }

    /** Never waits for the peer, whatever options the socket has: the system sends what is left in the background. */
    final void closeSocket() {
        if (lingers) Options.sendInBackground(socket);
        try {
            socket.close();
        } catch (IOException _) {
            // The descriptor is gone all the same, and there is nothing that a caller could do about it.
        }
    }
}
