package dev.pirn.loop.linux;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.Map;

/** What both backends do with sockets by system calls. Descriptors do not block and are closed on exec. */
final class Sockets {

    private Sockets() {}

    static LinuxSocket open(ProtocolFamily family) throws IOException {
        try {
            return make(family);
        } catch (Errors.NativeIoException e) {
            throw Failures.of(-e.expectedErr());
        }
    }

    private static LinuxSocket make(ProtocolFamily family) throws IOException {
        if (!(family instanceof StandardProtocolFamily known)) throw unsupported(family);
        try {
            return switch (known) {
                case INET -> LinuxSocket.newSocketStream(false);
                case INET6 -> LinuxSocket.newSocketStream(true);
                case UNIX -> LinuxSocket.newSocketDomain();
            };
        } catch (ChannelException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
        }
    }

    private static SocketException unsupported(ProtocolFamily family) {
        return new SocketException("protocol family " + family.name() + " is not supported here");
    }

    /** {@return a socket that listens} Nothing stays open if that fails. */
    static LinuxSocket listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options)
            throws IOException {
        ProtocolFamily family = Addresses.familyOf(local);
        Addresses.require("listen on", family, local);
        LinuxSocket socket = openFor(local, family);
        boolean listening = false;
        try {
            for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
                Options.setListening(socket, family, option.getKey(), option.getValue());
            }
            bind("listen on", socket, family, local);
            listen(socket, local, backlog);
            listening = true;
            return socket;
        } finally {
            if (!listening) socket.close();
        }
    }

    private static LinuxSocket openFor(SocketAddress local, ProtocolFamily family) throws IOException {
        try {
            return make(family);
        } catch (Errors.NativeIoException e) {
            throw Failures.ofBinding("listen on", local, -e.expectedErr());
        }
    }

    private static void listen(LinuxSocket socket, SocketAddress local, int backlog) throws IOException {
        try {
            socket.listen(backlog);
        } catch (Errors.NativeIoException e) {
            throw Failures.ofBinding("listen on", local, -e.expectedErr());
        }
    }

    /** Binds the local side of a socket that will connect. */
    static void bind(LinuxSocket socket, ProtocolFamily family, SocketAddress local) throws IOException {
        Addresses.require("bind to", family, local);
        bind("bind to", socket, family, local);
    }

    private static void bind(String action, LinuxSocket socket, ProtocolFamily family, SocketAddress local)
            throws IOException {
        SocketAddressMemory address = new SocketAddressMemory();
        address.set(local, family);
        int errno = SystemCalls.bind(socket, address);
        if (errno != 0) throw Failures.ofBinding(action, local, errno);
    }

    /**
     * Moves the positions of buffers by what was sent of them. Never fails: a caller that could not wait for the ring
     * may have changed its buffer since.
     */
    static void advance(ByteBuffer[] sources, int offset, int sent) {
        int left = sent;
        for (int i = offset; left > 0 && i < sources.length; i++) {
            int taken = Math.min(left, sources[i].remaining());
            sources[i].position(sources[i].position() + taken);
            left -= taken;
        }
    }
}
