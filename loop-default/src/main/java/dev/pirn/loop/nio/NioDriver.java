package dev.pirn.loop.nio;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A driver on one JDK selector, level-triggered: sockets try the system call first and register when it would block.
 *
 * <p>Closing a registered channel only marks it; the selector gives the descriptor back at the start of the next
 * select, before it waits. So the next {@link #poll} releases what the turn closed, and no descriptor number can find a
 * new owner while the selector still knows the old one.
 */
final class NioDriver implements IoDriver {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Selector selector;
    private final Set<NioHandle> handles = new LinkedHashSet<>();
    private int pending;
    private int completions;

    NioDriver(Selector selector) {
        this.selector = selector;
    }

    @Override
    public IoSocket open(ProtocolFamily family) throws IOException {
        requireOpen();
        try {
            return adopt(SocketChannel.open(family), family);
        } catch (UnsupportedOperationException e) {
            throw unsupported(family, e);
        }
    }

    @Override
    public IoListener listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options)
            throws IOException {
        requireOpen();
        ProtocolFamily family = familyOf(local);
        ServerSocketChannel channel = openServer(family, local);
        try {
            channel.configureBlocking(false);
            for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
                NioHandle.setUnchecked(channel, option.getKey(), option.getValue());
            }
            NioListener listener = new NioListener(this, bind(channel, family, local, backlog), family);
            handles.add(listener);
            return listener;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        completions = 0;
        boolean interrupted = Thread.interrupted(); // else the selector would not wait, and the loop would spin
        try {
            select(timeoutNanos);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
        return completions;
    }

    private void select(long timeoutNanos) throws IOException {
        if (timeoutNanos == 0) {
            selector.selectNow(NioDriver::dispatch);
        } else {
            selector.select(NioDriver::dispatch, selectMillis(timeoutNanos));
        }
    }

    /** The selector's timeout: rounded up, because a timer must never be early; the selector's 0 means no limit. */
    static long selectMillis(long nanos) {
        return nanos < 0 ? 0 : Math.ceilDiv(nanos, NANOS_PER_MILLI);
    }

    @Override
    public void wakeup() {
        selector.wakeup();
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
        for (NioHandle handle : handles) {
            handle.abandon();
        }
        handles.clear();
        pending = 0;
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a channel a socket of this driver; closes it if that fails. */
    NioSocket adopt(SocketChannel channel, ProtocolFamily family) throws IOException {
        try {
            channel.configureBlocking(false);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        NioSocket socket = new NioSocket(this, channel, family);
        handles.add(socket);
        return socket;
    }

    Selector selector() {
        return selector;
    }

    void started() {
        pending++;
    }

    void completed() {
        pending--;
        completions++;
    }

    void forget(NioHandle handle) {
        handles.remove(handle);
    }

    /** Gives descriptors of closed channels back now, for those whose port must be free before the next poll. */
    void releaseClosed() {
        try {
            selector.selectNow(key -> {}); // what is ready is reported again: the selector is level-triggered
        } catch (IOException _) {
            // The next poll meets the same failure, and can report it.
        }
        selector.wakeup(); // one that was meant for the next poll may have been swallowed
    }

    private static void dispatch(SelectionKey key) {
        if (key.isValid() && key.attachment() instanceof NioHandle handle) {
            handle.ready(key.readyOps());
        }
    }

    private void requireOpen() {
        if (!selector.isOpen()) throw new ClosedSelectorException();
    }

    private static ServerSocketChannel openServer(ProtocolFamily family, SocketAddress local) throws IOException {
        try {
            return ServerSocketChannel.open(family);
        } catch (UnsupportedOperationException e) {
            throw Failures.unavailable("listen on", local, unsupported(family, e));
        }
    }

    private static ServerSocketChannel bind(
            ServerSocketChannel channel, ProtocolFamily family, SocketAddress local, int backlog) throws IOException {
        try {
            return channel.bind(local, backlog);
        } catch (IOException | IllegalArgumentException e) {
            throw Failures.ofBinding("listen on", family, local, e);
        }
    }

    /** The wildcard of IPv6 takes IPv4 as well; everything else listens in its own family. */
    private static ProtocolFamily familyOf(SocketAddress local) {
        if (local instanceof UnixDomainSocketAddress) return StandardProtocolFamily.UNIX;
        boolean six = local instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
        return six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    private static SocketException unsupported(ProtocolFamily family, UnsupportedOperationException cause) {
        SocketException failure = new SocketException("protocol family " + family.name() + " is not supported here");
        failure.initCause(cause);
        return failure;
    }
}
