package dev.pirn.console;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * An HTTP/1.1 server of one request a connection, on platform threads of its own: it answers when no loop and no
 * carrier does. One thread reads the heads of all requests and writes all answers, and waits for no client. So
 * clients without the token, of which any program of this machine may be one, cannot keep others from their answers:
 * they cost a place among the connections for a while, and no thread. Answers are made by a few other threads.
 */
final class Server implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int LOOK_MILLIS = 250;

    private final ServerSocketChannel server;
    private final Selector selector;
    private final Exchanges exchanges;
    private final Limits limits;
    private final ExecutorService threads = newThreads(THREADS, "pirn-console-");

    /** One dump at a time, which costs the loops enough. What a page asks meanwhile does not wait for it. */
    private final ExecutorService dumps = newThreads(1, "pirn-console-dump-");

    /** In the order in which they came; the server's thread only. */
    private final Set<Connection> connections = new LinkedHashSet<>();

    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private volatile boolean isClosed;

    private Server(ServerSocketChannel server, Selector selector, Exchanges exchanges, Limits limits) {
        this.server = server;
        this.selector = selector;
        this.exchanges = exchanges;
        this.limits = limits;
    }

    private static ExecutorService newThreads(int count, String name) {
        return Executors.newFixedThreadPool(
                count, Thread.ofPlatform().daemon().name(name, 1).factory());
    }

    static Server open(InetSocketAddress address, Exchanges exchanges, Limits limits) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(address);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException | RuntimeException e) {
            channel.close();
            selector.close();
            throw e;
        }
        Server server = new Server(channel, selector, exchanges, limits);
        Thread.ofPlatform().daemon().name("pirn-console").start(server::run);
        return server;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(
                server.socket().getInetAddress(), server.socket().getLocalPort());
    }

    private void run() {
        try (selector;
                server) {
            while (!isClosed) {
                selector.select(this::ready, LOOK_MILLIS);
                for (Runnable answer; (answer = answers.poll()) != null; ) answer.run();
                closeOverdue();
            }
        } catch (IOException e) {
            System.getLogger("dev.pirn").log(System.Logger.Level.WARNING, "the console has ended", e);
        } finally {
            connections.forEach(Connection::close);
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Connection connection) goOn(connection);
        else accept();
    }

    private void accept() {
        try {
            SocketChannel channel = server.accept();
            if (channel == null) return;
            if (connections.size() >= limits.connections()) closeOldest();
            if (connections.size() >= limits.connections()) {
                channel.close();
                return;
            }
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            Connection connection =
                    new Connection(channel, key, in(limits.head().toNanos()));
            key.attach(connection);
            connections.add(connection);
        } catch (IOException e) {
            // the client has left, or there are no descriptors left, which does not change at once
            LockSupport.parkNanos(LOOK_MILLIS * 1_000_000L);
        }
    }

    private void closeOldest() {
        for (Connection connection : connections) {
            if (connection.phase() == Connection.Phase.ANSWERING || connection.phase() == Connection.Phase.WRITING)
                continue;
            close(connection);
            return;
        }
    }

    private void goOn(Connection connection) {
        try {
            switch (connection.phase()) {
                case READING -> read(connection);
                case WRITING -> connection.goOnWriting(in(limits.stall().toNanos()));
                case DRAINING -> connection.drain();
                case ANSWERING -> {} // the answer comes
            }
        } catch (IOException e) {
            close(connection);
        }
    }

    private void read(Connection connection) throws IOException {
        String head = connection.readHead();
        if (head == null) {
            if (connection.isHeadTooLong())
                write(connection, exchanges.refusal(new Refusal(431, "The head of the request is too long."), true));
            return;
        }
        Request request;
        try {
            request = Request.parse(head);
        } catch (IllegalArgumentException e) {
            write(connection, exchanges.refusal(new Refusal(400, String.valueOf(e.getMessage())), true));
            return;
        }
        ByteBuffer[] refusal = exchanges.refusal(request);
        if (refusal != null) write(connection, refusal);
        else if (answering() >= limits.answers())
            write(connection, exchanges.refusal(new Refusal(503, "Too many answers are on their way."), true));
        else answer(connection, request);
    }

    private long answering() {
        return connections.stream()
                .filter(connection -> connection.phase() == Connection.Phase.ANSWERING
                        || connection.phase() == Connection.Phase.WRITING)
                .count();
    }

    private void answer(Connection connection, Request request) {
        connection.answering();
        try {
            (exchanges.isDump(request) ? dumps : threads).execute(() -> {
                ByteBuffer[] answer = safely(request);
                answers.add(() -> send(connection, answer));
                selector.wakeup();
            });
        } catch (RejectedExecutionException e) {
            close(connection); // the console is closed just now
        }
    }

    private void send(Connection connection, ByteBuffer[] answer) {
        try {
            write(connection, answer);
        } catch (IOException e) {
            close(connection);
        }
    }

    /** A dump that does not fit into memory is no reason to leave the client waiting. */
    private ByteBuffer[] safely(Request request) {
        try {
            return exchanges.answer(request);
        } catch (RuntimeException | Error e) {
            return exchanges.refusal(new Refusal(500, e.toString()), true);
        }
    }

    private void write(Connection connection, ByteBuffer[] answer) throws IOException {
        connection.write(answer, in(limits.stall().toNanos()));
    }

    private void closeOverdue() {
        long now = System.nanoTime();
        List<Connection> overdue = new ArrayList<>();
        for (Connection connection : connections) if (connection.isOverdue(now)) overdue.add(connection);
        overdue.forEach(this::close);
    }

    private void close(Connection connection) {
        connections.remove(connection);
        connection.close();
    }

    private static long in(long nanos) {
        return System.nanoTime() + nanos;
    }

    /** Ends it; connections are closed by its thread, soon. */
    @Override
    public void close() throws IOException {
        isClosed = true;
        server.close();
        selector.wakeup();
        threads.shutdownNow();
        dumps.shutdownNow();
    }
}
