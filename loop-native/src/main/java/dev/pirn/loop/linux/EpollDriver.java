package dev.pirn.loop.linux;

import dev.pirn.spi.IoDriver;
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
import java.nio.channels.ClosedSelectorException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A driver on one epoll set, edge-triggered: sockets try the system call first and register once, when it would block. */
final class EpollDriver implements IoDriver {

    private static final int SCRATCH = 64 * 1024;

    private static final EpollIoOps WAKEUPS = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET);

    private final IoHandler epoll = EpollIoHandler.newFactory().newHandler(LoopThread.INSTANCE);
    private final PollContext context = new PollContext();
    private final Wakeup wakeup = new Wakeup();
    private final Set<EpollHandle> handles = new HashSet<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
    private int pending;
    private int told;
    private boolean closed;

    EpollDriver() throws IOException {
        epoll.initialize();
        register(new WakeupEvents(), WAKEUPS);
    }

    @Override
    public IoSocket open(ProtocolFamily family) throws IOException {
        requireOpen();
        EpollSocket socket = new EpollSocket(this, Sockets.open(family), family);
        handles.add(socket);
        return socket;
    }

    @Override
    public IoListener listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options)
            throws IOException {
        requireOpen();
        ProtocolFamily family = Addresses.familyOf(local);
        EpollListener listener = new EpollListener(this, Sockets.listen(local, backlog, options), family);
        handles.add(listener);
        return listener;
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        requireOpen();
        told = 0;
        context.waitAtMost(timeoutNanos);
        epoll.run(context);
        return told;
    }

    @Override
    public void wakeup() {
        wakeup.wakeup();
    }

    @Override
    public boolean pinsBuffers() {
        return false;
    }

    @Override
    public int openCount() {
        return handles.size();
    }

    @Override
    public int pendingCount() {
        return pending;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        for (EpollHandle handle : handles) {
            handle.abandon();
        }
        handles.clear();
        pending = 0;
        epoll.prepareToDestroy();
        epoll.destroy();
        try {
            wakeup.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a handle into the epoll set. */
    IoRegistration register(EpollIoHandle handle, EpollIoOps events) throws IOException {
        try {
            IoRegistration registration = epoll.register(handle);
            registration.submit(events);
            return registration;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot register with epoll", e);
        }
    }

    /** Makes an accepted connection a socket of this driver. */
    EpollSocket adopt(int accepted, ProtocolFamily family, SocketAddress peer) {
        EpollSocket socket = new EpollSocket(this, LinuxSocket.newSocket(accepted), family, peer);
        handles.add(socket);
        return socket;
    }

    /** {@return an empty direct buffer for one copy} */
    ByteBuffer scratch() {
        return scratch.clear();
    }

    void pended() {
        pending++;
    }

    void told() {
        pending--;
        told++;
    }

    void forget(EpollHandle handle) {
        handles.remove(handle);
    }

    private void requireOpen() {
        if (closed) throw new ClosedSelectorException();
    }

    /** Ends the wait by being there: being edge-triggered, the counter need not be read. */
    private final class WakeupEvents implements EpollIoHandle {

        @Override
        public FileDescriptor fd() {
            return wakeup.descriptor();
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
