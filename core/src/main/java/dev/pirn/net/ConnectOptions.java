package dev.pirn.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How to connect. Immutable: each {@code with} gives a changed copy of it. */
public final class ConnectOptions {

    /** Any local address, {@code TCP_NODELAY} on, everything else as the system has it. */
    public static final ConnectOptions DEFAULT =
            new ConnectOptions(null, SocketOptions.of(StandardSocketOptions.TCP_NODELAY, true));

    private final @Nullable InetSocketAddress local;
    private final SocketOptions options;

    private ConnectOptions(@Nullable InetSocketAddress local, SocketOptions options) {
        this.local = local;
        this.options = options;
    }

    /**
     * {@return options that bind the local side} Addresses of the peer that are of another family are skipped then.
     *
     * @param local the address, port 0 for any port
     * @throws IllegalArgumentException if it is unresolved
     */
    public ConnectOptions withLocalAddress(InetSocketAddress local) {
        Objects.requireNonNull(local, "local");
        if (local.isUnresolved()) throw new IllegalArgumentException("unresolved local address: " + local);
        return new ConnectOptions(local, options);
    }

    /**
     * {@return options that set a socket option before connecting}
     *
     * <p>What {@link StandardSocketOptions#SO_LINGER} does says {@link TcpStream#option(SocketOption, Object)}.
     *
     * @param option the option
     * @param value its value
     * @param <T> its type
     * @throws IllegalArgumentException if the value is not of its type
     */
    public <T> ConnectOptions with(SocketOption<T> option, T value) {
        return new ConnectOptions(local, options.with(option, value));
    }

    @Nullable
    InetSocketAddress localAddress() {
        return local;
    }

    /** {@return whether the local side can be bound for a peer's address} */
    boolean suits(InetAddress peer) {
        return local == null || local.getAddress().getClass() == peer.getClass();
    }

    SocketOptions socketOptions() {
        return options;
    }

    @Override
    public String toString() {
        return "ConnectOptions[local=" + local + ", " + options + "]";
    }
}
