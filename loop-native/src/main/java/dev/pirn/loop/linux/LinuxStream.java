package dev.pirn.loop.linux;

import dev.pirn.spi.IoSocket;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/** What stream sockets of both backends do by system calls that never block. */
interface LinuxStream extends IoSocket {

    /** {@return the descriptor} */
    LinuxSocket socket();

    /** {@return the family of its addresses} */
    ProtocolFamily family();

    /** {@return whose address it is connected to, kept from then on; null before} */
    @Nullable
    SocketAddress peer();

    /** Notes a value of {@code SO_LINGER}, which a close must not heed if it is a time. */
    void setLinger(int seconds);

    /**
     * Refuses what a closed socket cannot do.
     *
     * @throws ClosedChannelException if it is closed
     */
    void requireOpen() throws ClosedChannelException;

    @Override
    default void bind(SocketAddress local) throws IOException {
        requireOpen();
        Sockets.bind(socket(), family(), local);
    }

    @Override
    default void shutdownOutput() throws IOException {
        requireOpen();
        try {
            socket().shutdown(false, true);
        } catch (Errors.NativeIoException e) {
            throw Failures.of(-e.expectedErr());
        } catch (NotYetConnectedException e) {
            if (peer() == null) throw e; // else the peer has reset it: nothing can be sent any more, as asked
        }
    }

    @Override
    default <T> void setOption(SocketOption<T> option, T value) throws IOException {
        requireOpen();
        Options.set(socket(), family(), option, value);
        if (option == StandardSocketOptions.SO_LINGER) setLinger((Integer) value);
    }

    @Override
    default <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
        requireOpen();
        return Options.get(socket(), family(), option);
    }

    @Override
    default @Nullable SocketAddress localAddress() {
        return isClosed() ? null : Addresses.local(socket(), family());
    }

    @Override
    default @Nullable SocketAddress remoteAddress() {
        return isClosed() ? null : peer();
    }
}
