package dev.pirn.net;

import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Where and how a server listens. Immutable: each {@code with} gives a changed copy of it. */
public final class ListenOptions {

    /** What is not given on construction, and what the {@code with} methods change. */
    record Settings(
            int backlog,
            int maxConnections,
            SocketOptions listening,
            SocketOptions accepted,
            @Nullable BiConsumer<? super InetSocketAddress, ? super Throwable> failureHandler) {

        static final Settings DEFAULT = new Settings(
                1024,
                Integer.MAX_VALUE,
                SocketOptions.of(StandardSocketOptions.SO_REUSEADDR, true),
                SocketOptions.of(StandardSocketOptions.TCP_NODELAY, true),
                null);
    }

    private final List<InetSocketAddress> addresses;
    private final Settings settings;

    private ListenOptions(List<InetSocketAddress> addresses, Settings settings) {
        this.addresses = addresses;
        this.settings = settings;
    }

    /**
     * {@return options to listen on all addresses of a host} A backlog of 1024, no limit of connections, {@code
     * SO_REUSEADDR} for the listeners, {@code TCP_NODELAY} for the connections.
     *
     * @param host a name or a numeric address; null or empty for every address of this machine, IPv4 and IPv6
     * @param port the port; 0 for a free one, of which each address gets its own
     */
    public static ListenOptions on(@Nullable String host, int port) {
        String name = host == null ? "" : host;
        return new ListenOptions(List.of(InetSocketAddress.createUnresolved(name, port)), Settings.DEFAULT);
    }

    /**
     * {@return options to listen on some addresses, as {@link #on(String, int)}}
     *
     * @param addresses the addresses, at least one; those that are unresolved stand for all addresses of their host
     */
    public static ListenOptions on(InetSocketAddress... addresses) {
        if (addresses.length == 0) throw new IllegalArgumentException("no address given");
        return new ListenOptions(List.of(addresses), Settings.DEFAULT);
    }

    private ListenOptions with(Settings changed) {
        return new ListenOptions(addresses, changed);
    }

    /**
     * {@return options with another backlog}
     *
     * @param backlog how many connections the system keeps unaccepted, and how many are accepted in one turn
     */
    public ListenOptions withBacklog(int backlog) {
        if (backlog <= 0) throw new IllegalArgumentException("backlog must be positive: " + backlog);
        return with(new Settings(
                backlog, settings.maxConnections, settings.listening, settings.accepted, settings.failureHandler));
    }

    /**
     * {@return options with a limit of connections} At the limit the server stops accepting: who comes then waits in
     * the system's backlog until a connection has ended.
     *
     * @param max the limit
     */
    public ListenOptions withMaxConnections(int max) {
        if (max <= 0) throw new IllegalArgumentException("max must be positive: " + max);
        return with(
                new Settings(settings.backlog, max, settings.listening, settings.accepted, settings.failureHandler));
    }

    /**
     * {@return options that set a socket option of the listeners, for example {@link
     * StandardSocketOptions#SO_REUSEPORT}}
     *
     * @param option the option, set before the bind
     * @param value its value
     * @param <T> its type
     * @throws IllegalArgumentException if the value is not of its type
     */
    public <T> ListenOptions with(SocketOption<T> option, T value) {
        SocketOptions more = settings.listening.with(option, value);
        return with(new Settings(
                settings.backlog, settings.maxConnections, more, settings.accepted, settings.failureHandler));
    }

    /**
     * {@return options that set a socket option of every accepted connection}
     *
     * <p>What {@link StandardSocketOptions#SO_LINGER} does says {@link TcpStream#option(SocketOption, Object)}.
     *
     * @param option the option
     * @param value its value
     * @param <T> its type
     * @throws IllegalArgumentException if the value is not of its type
     */
    public <T> ListenOptions withAccepted(SocketOption<T> option, T value) {
        SocketOptions more = settings.accepted.with(option, value);
        return with(new Settings(
                settings.backlog, settings.maxConnections, settings.listening, more, settings.failureHandler));
    }

    /**
     * {@return options with a handler for the failures of connections} It gets each one that a {@link StreamHandler}
     * throws, and nothing is logged or reported then. Protocols get theirs in {@link Protocol#connectionLost}.
     *
     * <p>Without a handler, a failure that the network can cause ({@link java.io.IOException} but for those of files,
     * {@link dev.pirn.TimedOutException}, or one of these as a cause) is one line of the logger {@code dev.pirn.net} at
     * {@code DEBUG}: connections that are reset or time out, and health checks that connect and leave, are no fault of
     * the server. Any other failure is one of the program, and is reported to the loop with its stack. All are counted
     * by {@link TcpServer#failureCount}.
     *
     * @param handler called with the peer's address and the failure, in the task of the connection, which has been
     *     aborted by then. What it throws is reported to the loop
     */
    public ListenOptions withFailureHandler(BiConsumer<? super InetSocketAddress, ? super Throwable> handler) {
        Objects.requireNonNull(handler, "handler");
        return with(new Settings(
                settings.backlog, settings.maxConnections, settings.listening, settings.accepted, handler));
    }

    List<InetSocketAddress> addresses() {
        return addresses;
    }

    Settings settings() {
        return settings;
    }

    @Override
    public String toString() {
        return "ListenOptions" + addresses + settings;
    }
}
