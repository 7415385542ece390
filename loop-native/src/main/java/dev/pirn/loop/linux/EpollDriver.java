package dev.pirn.loop.linux;

import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A driver on one epoll set, edge-triggered: sockets try the system call first and register once, when it would block.
 */
final class EpollDriver extends LinuxDriver {

    private static final int SCRATCH = 64 * 1024;

    private static final EpollIoOps WAKEUPS = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET);

    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);

    private EpollDriver(IoHandler epoll, Wakeup wakeup) throws IOException {
        super(epoll, wakeup);
        register(new WakeupEvents(), WAKEUPS);
    }

    /** Makes a driver. Nothing stays open if that fails. */
    static EpollDriver make() throws IOException {
        Wakeup wakeup = Wakeup.open();
        return Parts.makeOf(wakeup, () -> {
            IoHandler epoll = EpollIoHandler.newFactory().newHandler(LoopThread.INSTANCE);
            return Parts.makeOf(epoll::destroy, () -> new EpollDriver(epoll, wakeup));
        });
    }

    @Override
    public IoSocket open(ProtocolFamily family) throws IOException {
        requireOpen();
        LinuxSocket socket = Sockets.open(family);
        return Parts.handleOf(socket, () -> keep(new EpollSocket(this, socket, family)));
    }

    @Override
    public IoListener listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options)
            throws IOException {
        requireOpen();
        LinuxSocket socket = Sockets.listen(local, backlog, options);
        return Parts.handleOf(socket, () -> keep(new EpollListener(this, socket, Addresses.familyOf(local))));
    }

    @Override
    public boolean pinsBuffers() {
        return false;
    }

    @Override
    void destroy(IoHandler epoll) {
        epoll.prepareToDestroy();
        epoll.destroy();
    }

    /** Puts a handle into the epoll set. */
    IoRegistration register(EpollIoHandle handle, EpollIoOps events) throws IOException {
        IoRegistration registration = register(handle);
        try {
            registration.submit(events);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return registration;
    }

    /** Makes an accepted connection a socket of this driver. */
    EpollSocket adopt(int accepted, ProtocolFamily family, SocketAddress peer) {
        return keep(new EpollSocket(this, LinuxSocket.newSocket(accepted), family, peer));
    }

    /** {@return an empty direct buffer for one copy} */
    ByteBuffer scratch() {
        return scratch.clear();
    }

    /** Ends the wait by being there: being edge-triggered, the counter need not be read. */
    private final class WakeupEvents implements EpollIoHandle {

        @Override
        public FileDescriptor fd() {
            return wakeups().descriptor();
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            // It has done what it is for.
        }

        @Override
        public void close() {
            // The driver closes it.
        }
    }
}
