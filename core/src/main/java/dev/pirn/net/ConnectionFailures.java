package dev.pirn.net;

import dev.pirn.Loop;
import dev.pirn.TaskGroupException;
import dev.pirn.TimedOutException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.FileSystemException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The failures of one server's connections: counted, and given to the server's failure handler. Without one, those that
 * the network causes are a line of the log at {@code DEBUG}, because every server has them all day; those of the
 * program are reported to the loop.
 */
final class ConnectionFailures {

    private static final System.Logger LOG = System.getLogger("dev.pirn.net");

    private final Loop loop;
    private final @Nullable BiConsumer<? super InetSocketAddress, ? super Throwable> handler;
    private long count;

    ConnectionFailures(Loop loop, @Nullable BiConsumer<? super InetSocketAddress, ? super Throwable> handler) {
        this.loop = loop;
        this.handler = handler;
    }

    long count() {
        return count;
    }

    /** A protocol was notified of the failure already. */
    void add() {
        count++;
    }

    /** A connection's handler has failed; a report names the source. */
    void add(InetSocketAddress peer, Throwable failure, Object source) {
        count++;
        if (handler != null) pass(handler, peer, failure, source);
        else if (isOfNetwork(failure)) log(peer, failure);
        else loop.report("a connection handler failed", failure, source);
    }

    private void pass(
            BiConsumer<? super InetSocketAddress, ? super Throwable> to,
            InetSocketAddress peer,
            Throwable failure,
            Object source) {
        try {
            to.accept(peer, failure);
        } catch (Throwable thrown) {
            rethrowFatal(thrown);
            thrown.addSuppressed(failure);
            loop.report("a server's failure handler failed", thrown, source);
        }
    }

    /** An accepted connection could not be served: its peer has gone again, or the server is at fault. */
    void notServed(TcpServer server, Throwable failure) {
        count++;
        if (failure instanceof SocketException) log(server, failure);
        else loop.report("an accepted connection could not be served", failure, server);
    }

    private static void log(Object where, Throwable failure) {
        LOG.log(System.Logger.Level.DEBUG, "a connection failed: {0}: {1}", where, failure);
    }

    /** Whether the failure, or what caused it, can happen to a program without a fault. */
    private static boolean isOfNetwork(Throwable failure) {
        if (failure instanceof TaskGroupException group) {
            return group.failures().stream().allMatch(ConnectionFailures::isOfNetwork);
        }
        if (failure instanceof FileSystemException || failure instanceof FileNotFoundException) return false;
        if (failure instanceof IOException || failure instanceof TimedOutException) return true;
        Throwable cause = failure.getCause();
        return cause != null && isOfNetwork(cause);
    }

    /** Throws on a failure after which the JVM cannot be trusted; a stack that was too small is none. */
    static void rethrowFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError error && !(error instanceof StackOverflowError)) throw error;
    }
}
