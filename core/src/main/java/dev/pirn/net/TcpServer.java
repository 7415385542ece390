package dev.pirn.net;

import dev.pirn.Async;
import dev.pirn.BusyException;
import dev.pirn.CancelScope;
import dev.pirn.Cancelled;
import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.Promise;
import dev.pirn.TaskGroup;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A server that listens, and the connections that it has accepted. Made by {@link Tcp#listen}, serving from the loop's
 * next turn on. It goes on when nothing refers to it, and ends with the run in which it was made.
 *
 * <p>Used on its loop; {@link #close} from any thread. A handler runs for each connection in a task of the server's own
 * group, which is named by the peer: {@code connection 127.0.0.1:43210}. One that fails harms no other; {@link
 * ListenOptions#withFailureHandler} says what is done about it.
 */
public final class TcpServer implements AutoCloseable {

    /** How long cancelled handlers may clean up before their connections are aborted. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(1);

    private final Loop loop;
    private final ListenOptions.Settings settings;
    private final Service service;
    private final List<Acceptor> acceptors = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final Map<IoSocket, Connection> connections = new LinkedHashMap<>();
    private final Promise<@Nullable Void> ended;
    private final ConnectionFailures failures;
    private @Nullable TaskGroup group;
    private boolean closed;
    private boolean servingForever;

    private TcpServer(Loop loop, ListenOptions options, Service service, List<IoListener> listeners) {
        this.loop = loop;
        this.settings = options.settings();
        this.service = service;
        this.ended = loop.promise();
        this.failures = new ConnectionFailures(loop, settings.failureHandler());
        for (IoListener listener : listeners) {
            addresses.add((InetSocketAddress) listener.localAddress());
            acceptors.add(new Acceptor(this, listener, settings.backlog()));
        }
    }

    private interface Service {

        Connection start(TcpServer server, IoSocket socket, InetSocketAddress remote);
    }

    /** A connection as the server that ends sees it: what asks for its end, in order, and what ends it. */
    private record Connection(Runnable cancel, Runnable abort) {}

    static TcpServer listen(Loop loop, ListenOptions options, StreamHandler handler) throws IOException {
        Objects.requireNonNull(handler, "handler");
        return start(loop, options, (server, socket, remote) -> server.handle(socket, remote, handler));
    }

    static TcpServer listen(Loop loop, ListenOptions options, Supplier<? extends Protocol> protocols)
            throws IOException {
        Objects.requireNonNull(protocols, "protocols");
        return start(loop, options, (server, socket, remote) -> server.tell(socket, remote, protocols.get()));
    }

    private static TcpServer start(Loop loop, ListenOptions options, Service service) throws IOException {
        TcpServer server = new TcpServer(loop, options, service, Binder.bind(loop, options));
        loop.spawn("server on " + server.addresses, server::supervise);
        return server;
    }

    // accepting

    /** The task around everything: cancelled with the run, it takes the connections with it. */
    private void supervise() {
        try {
            TaskGroup.run(own -> {
                group = own;
                for (Acceptor acceptor : acceptors) own.spawn("acceptor of " + addresses, acceptor::run);
            });
        } catch (Throwable cancelled) {
            close();
            abortConnections();
            throw cancelled;
        }
    }

    boolean hasRoom() {
        return connections.size() < settings.maxConnections();
    }

    void accepted(IoSocket socket) {
        try {
            settings.accepted().applyTo(socket);
            InetSocketAddress remote = (InetSocketAddress) socket.remoteAddress();
            if (remote == null) throw new SocketException("the connection has no peer any more");
            connections.put(socket, service.start(this, socket, remote));
        } catch (IOException | RuntimeException | Error failure) {
            socket.close(true);
            rethrowIfNotTheirs(failure);
            failures.notServed(this, failure);
        }
    }

    /** Whatever a handler or a factory throws is its connection's end only, but for what ends coroutines or the JVM. */
    private static void rethrowIfNotTheirs(Throwable failure) {
        if (failure instanceof Cancelled cancelled) throw cancelled;
        ConnectionFailures.rethrowFatal(failure);
    }

    private Connection handle(IoSocket socket, InetSocketAddress remote, StreamHandler handler) {
        TcpStream stream = new TcpStream(loop, socket, remote);
        TaskGroup handlers = Objects.requireNonNull(group, "group");
        handlers.spawn("connection " + nameOf(remote), () -> serve(socket, stream, handler));
        return new Connection(() -> {}, stream::abort); // its task is cancelled with the group
    }

    private void serve(IoSocket socket, TcpStream stream, StreamHandler handler) {
        try {
            handler.handle(stream);
            closeInOrder(stream);
        } catch (Throwable failure) {
            rethrowIfNotTheirs(failure);
            if (failure instanceof InterruptedException) Async.checkCancelled();
            if (failure instanceof IOException && isShutDown()) return; // we cut its connection ourselves
            stream.abort();
            failures.add(stream.remoteAddress(), failure, stream);
        } finally {
            stream.abort();
            gone(socket);
        }
    }

    /** As the tools of the system show it. */
    private static String nameOf(InetSocketAddress peer) {
        String host = peer.getAddress().getHostAddress();
        boolean six = peer.getAddress() instanceof Inet6Address;
        return (six ? "[" + host + "]" : host) + ":" + peer.getPort();
    }

    private boolean isShutDown() {
        return group != null && group.scope().isCancelled();
    }

    /** The handler has returned. That its peer left without the last bytes is seen by one that flushes or closes. */
    private static void closeInOrder(TcpStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            stream.abort();
        }
    }

    private Connection tell(IoSocket socket, InetSocketAddress remote, Protocol protocol) {
        Objects.requireNonNull(protocol, "the protocol made by the factory");
        TcpTransport transport = new TcpTransport(loop, socket, remote, protocol, why -> lost(socket, why));
        transport.start();
        return new Connection(transport::close, transport::abort);
    }

    private void lost(IoSocket socket, @Nullable IOException why) {
        if (why != null) failures.add();
        gone(socket);
    }

    private void gone(IoSocket socket) {
        connections.remove(socket);
        acceptors.forEach(Acceptor::roomAgain);
        endIfEmpty();
    }

    // ending

    /** Stops listening. Connections that are there live on. Does not wait; closing twice is fine. From any thread. */
    @Override
    public void close() {
        try {
            if (loop.onLoop()) closeHere();
            else loop.execute(this::closeHere);
        } catch (LoopClosedException _) {
            // The server has ended with it.
        }
    }

    private void closeHere() {
        if (closed) return;
        closed = true;
        acceptors.forEach(Acceptor::stop);
        endIfEmpty();
    }

    private void endIfEmpty() {
        if (closed && connections.isEmpty()) ended.complete(null);
    }

    /**
     * Waits until the server is closed and all its connections are gone.
     *
     * @throws Cancelled if the scope is cancelled; the server goes on as it is
     */
    public void waitClosed() {
        ended.await();
    }

    /**
     * Ends the server in order: stops listening; waits for the connections to end by themselves; then cancels the
     * handlers, or closes the transports; at last, a second later, aborts those that are left. Returns when all are
     * gone.
     *
     * @param grace how long to wait for the connections; zero or less does not wait
     * @throws Cancelled if the scope is cancelled: connections are cancelled and aborted at once then
     */
    public void shutdown(Duration grace) {
        close();
        try {
            if (isDrainedWithin(grace)) return;
            cancelConnections();
            if (isDrainedWithin(CLEAN_UP)) return;
        } finally {
            cancelConnections();
            abortConnections();
        }
        waitClosed();
    }

    private boolean isDrainedWithin(Duration limit) {
        if (!connections.isEmpty()) CancelScope.ofTimeout(limit).run(this::waitClosed);
        return connections.isEmpty();
    }

    private void cancelConnections() {
        if (connections.isEmpty()) return;
        if (group != null) group.cancel("the server was shut down");
        List.copyOf(connections.values()).forEach(connection -> connection.cancel.run());
    }

    private void abortConnections() {
        List.copyOf(connections.values()).forEach(connection -> connection.abort.run());
    }

    /**
     * Waits, as {@link #waitClosed} does, but closes the server when that is cancelled: a main coroutine's last call.
     *
     * @throws Cancelled if the scope is cancelled; the server is closed then
     * @throws IllegalStateException if the server is closed already
     * @throws BusyException if another coroutine does this already
     */
    public void serveForever() {
        if (servingForever) throw new BusyException("another coroutine serves forever: " + this);
        if (closed) throw new IllegalStateException("closed already: " + this);
        servingForever = true;
        try {
            waitClosed();
        } catch (Cancelled cancelled) {
            close();
            throw cancelled;
        } finally {
            servingForever = false;
        }
    }

    // facts

    /** {@return whether it accepts connections} */
    public boolean isServing() {
        return !closed;
    }

    /** {@return the addresses it listens on or did, with their real ports; at least one} */
    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** {@return the port of the first address} */
    public int port() {
        return addresses.getFirst().getPort();
    }

    /** {@return how many accepted connections there are} */
    public int connectionCount() {
        return connections.size();
    }

    /** {@return how many connections have failed: their handler threw, or their protocol was lost with a failure} */
    public long failureCount() {
        return failures.count();
    }

    /** {@return the loop it belongs to} */
    public Loop loop() {
        return loop;
    }

    @Override
    public String toString() {
        return "TcpServer" + addresses + (closed ? " (closed)" : "");
    }
}
