package dev.pirn.net;

import dev.pirn.Async;
import dev.pirn.CancelScope;
import dev.pirn.Parker;
import dev.pirn.WaitReason;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;

/** The coroutine that accepts the connections of one listener. */
final class Acceptor {

    /** How long it leaves the system alone when that has no descriptors left. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final TcpServer server;
    private final IoListener listener;
    private final int backlog;
    private final IoWait wait;
    private final CancelScope scope = new CancelScope();
    private final Parker full = new Parker();

    /** The last accept failed, and that was reported. */
    private boolean failing;

    Acceptor(TcpServer server, IoListener listener, int backlog) {
        this.server = server;
        this.listener = listener;
        this.backlog = backlog;
        this.wait = new IoWait("accept", server.addresses(), listener::cancel);
    }

    void run() {
        try {
            scope.run(this::acceptAll);
        } finally {
            listener.close();
        }
    }

    void stop() {
        scope.cancel("the server was closed");
        listener.close();
    }

    /** A connection has ended. */
    void roomAgain() {
        full.unpark();
    }

    private void acceptAll() {
        int taken = 0;
        while (true) {
            Async.checkpoint();
            while (!server.hasRoom()) full.park(Parker.Abort.givingUp(this::fullness));
            if (!acceptOne()) {
                taken = 0;
            } else if (++taken == backlog) {
                taken = 0;
                Async.yieldNow();
            }
        }
    }

    private WaitReason fullness() {
        return WaitReason.of("accept", "a connection to end, of " + server);
    }

    /** {@return whether it got one at once; else it has waited until another try makes sense} */
    private boolean acceptOne() {
        try {
            IoSocket socket = listener.accept(wait);
            if (socket == null) {
                int ignored = wait.await();
                return false;
            }
            failing = false;
            server.accepted(socket);
            return true;
        } catch (ClosedChannelException closed) {
            return false; // by stop(), so that the next checkpoint throws
        } catch (IOException e) {
            pause(e);
            return false;
        }
    }

    private void pause(IOException why) {
        if (!failing) server.loop().report("accepting fails and is tried again every second", why, server);
        failing = true;
        Async.sleep(PAUSE);
    }
}
