package dev.pirn.loop.nio;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A listening socket. */
final class NioListener extends NioHandle implements IoListener {

    private final ServerSocketChannel channel;
    private final ProtocolFamily family;
    private final SocketAddress localAddress;
    private final Direction accepting = new Direction(this, SelectionKey.OP_ACCEPT);

    NioListener(NioDriver driver, ServerSocketChannel channel, ProtocolFamily family) throws IOException {
        super(driver, channel);
        this.family = family;
        this.channel = channel;
        this.localAddress = channel.getLocalAddress();
    }

    // A failure for want of descriptors leaves the direction ready, no waiter, and the connection in its queue: the
    // next select reports it once more and takes the interest away, so nothing spins while the server above pauses.
    @Override
    public @Nullable IoSocket accept(Completion done) throws IOException {
        requireOpen();
        accepting.requireNoWaiter();
        if (accepting.isReady()) {
            SocketChannel accepted = channel.accept();
            if (accepted != null) return driver().adopt(accepted, family);
            accepting.setReady(false);
        }
        accepting.await(done);
        return null;
    }

    @Override
    void ready(int ops) {
        accepting.arrived();
    }

    @Override
    public void cancel(Completion done) {
        accepting.cancel(done);
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void close() {
        if (!end()) return;
        accepting.complete(IoDriver.CANCELLED);
        closeChannel();
        if (isRegistered()) driver().releaseClosed();
    }

    @Override
    void forgetWaiters() {
        accepting.forgetWaiter();
    }

    @Override
    public String toString() {
        return "NioListener[" + localAddress + "]";
    }
}
