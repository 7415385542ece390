package dev.pirn.loop.linux;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** What sockets and listeners share: a descriptor, its place in the epoll set, and its end. */
abstract sealed class EpollHandle permits EpollSocket, EpollListener {

    /** Both directions, each change told once; kept until the descriptor is closed. */
    private static final EpollIoOps EVERYTHING = EpollIoOps.EPOLLIN
            .with(EpollIoOps.EPOLLOUT)
            .with(EpollIoOps.EPOLLRDHUP)
            .with(EpollIoOps.EPOLLET);

    /** Netty's names lack it; from {@code eventpoll.h}. */
    static final int EPOLLHUP = 0x10;

    private final EpollDriver driver;
    private final LinuxSocket socket;
    private final ProtocolFamily family;
    private @Nullable IoRegistration registration; // made at the first would-block: short connections never need one
    private boolean closed;

    EpollHandle(EpollDriver driver, LinuxSocket socket, ProtocolFamily family) {
        this.driver = driver;
        this.socket = socket;
        this.family = family;
    }

    /** epoll saw a change; on the loop, inside the poll. */
    abstract void ready(int events);

    /** Forgets who waits, without telling. */
    abstract void forgetWaiters();

    final EpollDriver driver() {
        return driver;
    }

    final LinuxSocket socket() {
        return socket;
    }

    final ProtocolFamily family() {
        return family;
    }

    /** Has changes reported from now on, what is ready already with the next poll. */
    final void register() throws IOException {
        if (registration == null) registration = driver.register(new Events(), EVERYTHING);
    }

    /** {@return whether it is closed} */
    public final boolean isClosed() {
        return closed;
    }

    final void requireOpen() throws ClosedChannelException {
        if (closed) throw new ClosedChannelException();
    }

    /** {@return whether this call ended it; false if it had ended before} */
    final boolean end() {
        if (closed) return false;
        closed = true;
        driver.forget(this);
        return true;
    }

    /** Ends it together with its driver: nobody is told. */
    final void abandon() {
        closed = true;
        forgetWaiters();
        closeDescriptor();
    }

    /** Out of the epoll set first, while the number is still ours. */
    final void closeDescriptor() {
        if (registration != null) registration.cancel();
        try {
            socket.close();
        } catch (IOException _) {
            // The descriptor is gone all the same, and there is nothing that a caller could do about it.
        }
    }

    /** What Netty is shown of the handle. */
    private final class Events implements EpollIoHandle {

        @Override
        public FileDescriptor fd() {
            return socket;
        }

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            if (!closed) ready(((EpollIoEvent) event).ops().value());
        }

        @Override
        public void close() {
            // The driver closes its handles itself.
        }
    }
}
