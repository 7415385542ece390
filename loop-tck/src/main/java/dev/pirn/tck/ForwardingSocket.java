package dev.pirn.tck;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A socket that hands everything on to another one, for those that change or watch a part of it. */
public interface ForwardingSocket extends IoSocket {

    /** {@return the socket that does the work} */
    IoSocket socket();

    @Override
    default void bind(SocketAddress local) throws IOException {
        socket().bind(local);
    }

    @Override
    default int connect(SocketAddress remote, Completion done) throws IOException {
        return socket().connect(remote, done);
    }

    @Override
    default int read(ByteBuffer target, Completion done) throws IOException {
        return socket().read(target, done);
    }

    @Override
    default int write(ByteBuffer[] sources, int offset, int count, Completion done) throws IOException {
        return socket().write(sources, offset, count, done);
    }

    @Override
    default void cancel(Completion done) {
        socket().cancel(done);
    }

    @Override
    default void shutdownOutput() throws IOException {
        socket().shutdownOutput();
    }

    @Override
    default <T> void setOption(SocketOption<T> option, T value) throws IOException {
        socket().setOption(option, value);
    }

    @Override
    default <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
        return socket().getOption(option);
    }

    @Override
    default @Nullable SocketAddress localAddress() {
        return socket().localAddress();
    }

    @Override
    default @Nullable SocketAddress remoteAddress() {
        return socket().remoteAddress();
    }

    @Override
    default void close(boolean abort) {
        socket().close(abort);
    }

    @Override
    default boolean hasPeerEnded() {
        return socket().hasPeerEnded();
    }

    @Override
    default boolean isClosed() {
        return socket().isClosed();
    }
}
