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
import org.jspecify.annotations.Nullable;

/** What sockets and listeners share: their place in the epoll set. */
abstract sealed class EpollHandle extends LinuxHandle permits EpollSocket, EpollListener {

    /** Both directions, each change reported once; kept until the descriptor is closed. */
    private static final EpollIoOps EVERYTHING = EpollIoOps.EPOLLIN
            .with(EpollIoOps.EPOLLOUT)
            .with(EpollIoOps.EPOLLRDHUP)
            .with(EpollIoOps.EPOLLET);

    /** Netty's names lack it; from {@code eventpoll.h}. */
    static final int EPOLLHUP = 0x10;

    private final EpollDriver driver;
    private @Nullable IoRegistration registration; // made at the first would-block: short connections never need one

    EpollHandle(EpollDriver driver, LinuxSocket socket, ProtocolFamily family) {
        super(socket, family);
        this.driver = driver;
    }

    /** epoll saw a change; on the loop, inside the poll. */
    abstract void ready(int events);

    @Override
    final EpollDriver driver() {
        return driver;
    }

    /** Has changes reported from now on, what is ready already with the next poll. */
    final void register() throws IOException {
        if (registration == null) registration = driver.register(new Events(), EVERYTHING);
    }

    /** Out of the epoll set first, while the number is still ours. */
    @Override
    final void release() {
        if (registration != null) registration.cancel();
        closeSocket();
    }

    /** What Netty is shown of the handle. */
    private final class Events implements EpollIoHandle {

        @Override
        public FileDescriptor fd() {
            return socket();
        }

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            if (!isClosed()) ready(((EpollIoEvent) event).ops().value());
        }

        @Override
        public void close() {
            // The driver closes its handles itself.
        }
    }
}
