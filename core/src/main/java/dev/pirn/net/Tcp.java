package dev.pirn.net;

import dev.pirn.Cancelled;
import dev.pirn.Loop;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * TCP: connecting and listening. An echo server, and a client that asks it:
 *
 * {@snippet file="dev/pirn/snippets/CoreSnippets.java" region="tcp"}
 *
 * <p>All methods are called in a coroutine. They suspend while a host name is looked up (in another thread; numeric
 * addresses need none) and while a connection is made. A host stands for all its addresses. In a cancelled scope they
 * throw {@link Cancelled}, and nothing stays open.
 */
public final class Tcp {

    private Tcp() {}

    /**
     * Connects to a host.
     *
     * @param host a name or a numeric address
     * @param port the port
     * @return the connection, to be closed by the caller
     * @throws UnknownHostException if there is no such host
     * @throws IOException if no address of the host can be connected to: its failure, or one exception that has the
     *     failures of all addresses as suppressed ones
     */
    public static TcpStream connect(String host, int port) throws IOException {
        return connect(InetSocketAddress.createUnresolved(host, port), ConnectOptions.DEFAULT);
    }

    /**
     * Connects to an address. The addresses of an unresolved one are tried one after the other.
     *
     * @param peer the address; an unresolved one is looked up
     * @param options how to connect
     * @return the connection, to be closed by the caller
     * @throws IOException if no address can be connected to, as in {@link #connect(String, int)}
     */
    public static TcpStream connect(InetSocketAddress peer, ConnectOptions options) throws IOException {
        Loop loop = Loop.current();
        Connector.Connected connected = new Connector(loop, peer, options).connect();
        return new TcpStream(loop, connected.socket(), connected.remote());
    }

    /**
     * Connects a protocol to a host.
     *
     * @param host a name or a numeric address
     * @param port the port
     * @param factory makes the protocol, when the connection is there
     * @param <P> its type
     * @return the protocol, whose {@code connectionMade} has been called
     * @throws IOException if no address can be connected to, as in {@link #connect(String, int)}
     */
    public static <P extends Protocol> P connect(String host, int port, Supplier<P> factory) throws IOException {
        return connect(InetSocketAddress.createUnresolved(host, port), ConnectOptions.DEFAULT, factory);
    }

    /**
     * Connects a protocol to an address.
     *
     * @param peer the address; an unresolved one is looked up
     * @param options how to connect
     * @param factory makes the protocol, when the connection is there
     * @param <P> its type
     * @return the protocol, whose {@code connectionMade} has been called
     * @throws IOException if no address can be connected to, as in {@link #connect(String, int)}
     */
    public static <P extends Protocol> P connect(InetSocketAddress peer, ConnectOptions options, Supplier<P> factory)
            throws IOException {
        Loop loop = Loop.current();
        Connector.Connected connected = new Connector(loop, peer, options).connect();
        P protocol = connected.madeWith(factory);
        TcpTransport transport = new TcpTransport(loop, connected.socket(), connected.remote(), protocol, why -> {});
        transport.start();
        transport.awaitMade();
        return protocol;
    }

    /**
     * Listens, and runs a handler for each connection, in a coroutine of its own.
     *
     * @param host a name or a numeric address of this machine; null or empty for all of them, IPv4 and IPv6
     * @param port the port; 0 for a free one
     * @param handler what to do with a connection
     * @return the server, serving
     * @throws BindException if an address cannot be listened on; it is named, and no other stays open
     * @throws IOException if listening fails otherwise
     */
    public static TcpServer listen(@Nullable String host, int port, StreamHandler handler) throws IOException {
        return listen(ListenOptions.on(host, port), handler);
    }

    /**
     * Listens, and runs a handler for each connection, in a coroutine of its own.
     *
     * @param options where and how to listen
     * @param handler what to do with a connection
     * @return the server, serving
     * @throws IOException if listening fails otherwise
     */
    public static TcpServer listen(ListenOptions options, StreamHandler handler) throws IOException {
        return TcpServer.listen(Loop.current(), options, handler);
    }

    /**
     * Listens, and makes a protocol for each connection.
     *
     * @param host a name or a numeric address of this machine; null or empty for all of them, IPv4 and IPv6
     * @param port the port; 0 for a free one
     * @param factory makes the protocols
     * @return the server, serving
     * @throws IOException if listening fails otherwise
     */
    public static TcpServer listen(@Nullable String host, int port, Supplier<? extends Protocol> factory)
            throws IOException {
        return listen(ListenOptions.on(host, port), factory);
    }

    /**
     * Listens, and makes a protocol for each connection.
     *
     * @param options where and how to listen
     * @param factory makes the protocols
     * @return the server, serving
     * @throws IOException if listening fails otherwise
     */
    public static TcpServer listen(ListenOptions options, Supplier<? extends Protocol> factory) throws IOException {
        return TcpServer.listen(Loop.current(), options, factory);
    }
}
