package dev.pirn.net;

import dev.pirn.Loop;
import dev.pirn.spi.IoSocket;
import java.lang.ref.Cleaner;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;

/** Closes the socket of a stream that was dropped without being closed, and reports that once. */
final class LeakGuard implements Runnable {

    private static final Cleaner CLEANER = Cleaner.create();

    private final Loop loop;
    private final IoSocket socket;
    private final InetSocketAddress remote;
    private volatile boolean disarmed;

    private LeakGuard(Loop loop, IoSocket socket, InetSocketAddress remote) {
        this.loop = loop;
        this.socket = socket;
        this.remote = remote;
    }

    /**
     * Guards an owner, which nothing that is reachable from the socket may refer to while no operation is pending.
     *
     * @return to be run when the owner is closed
     */
    static Runnable guard(Object owner, Loop loop, IoSocket socket, InetSocketAddress remote) {
        LeakGuard guard = new LeakGuard(loop, socket, remote);
        Cleaner.Cleanable registration = CLEANER.register(owner, guard);
        return () -> {
            guard.disarmed = true;
            registration.clean();
        };
    }

    /** In the cleaner's thread, when nobody can reach the owner; or in {@link #guard}'s answer. */
    @Override
    public void run() {
        if (disarmed || loop.isClosed()) return;
        try {
            loop.execute(this::closeLeaked);
        } catch (RejectedExecutionException _) {
            // the loop was closed just now, and the socket with it
        }
    }

    private void closeLeaked() {
        if (socket.isClosed()) return;
        socket.close(true);
        loop.report(
                "a stream was dropped without being closed",
                new IllegalStateException("no close before the garbage collector, connected to " + remote),
                null);
    }
}
