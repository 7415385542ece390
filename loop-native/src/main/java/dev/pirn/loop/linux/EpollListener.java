package dev.pirn.loop.linux;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A listening socket. */
final class EpollListener extends EpollHandle implements IoListener {

    private final SocketAddress localAddress;
    private final Direction accepting = new Direction(this);
    private final byte[] peer = new byte[Addresses.ACCEPTED];

    EpollListener(EpollDriver driver, LinuxSocket socket, ProtocolFamily family) {
        super(driver, socket, family);
        this.localAddress = Objects.requireNonNull(Addresses.local(socket, family));
    }

    // A failure for want of descriptors leaves the direction ready and without a waiter: the next accept tries again.
    @Override
    public @Nullable IoSocket accept(Completion done) throws IOException {
        requireOpen();
        accepting.requireNoWaiter();
        while (accepting.isReady()) {
            int accepted = acceptNow();
            if (accepted >= 0) return driver().adopt(accepted, family(), Addresses.accepted(peer, family()));
        }
        accepting.await(done);
        return null;
    }

    /** {@return the descriptor; negative if there is no connection, or the one that there was has ended since} */
    private int acceptNow() throws IOException {
        try {
            int accepted = socket().accept(peer);
            if (accepted < 0) accepting.setReady(false);
            return accepted;
        } catch (Errors.NativeIoException e) {
            if (-e.expectedErr() == Failures.ECONNABORTED) return -1;
            throw Failures.of(-e.expectedErr());
        }
    }

    @Override
    void ready(int events) {
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
        release();
    }

    @Override
    void forgetWaiters() {
        accepting.forgetWaiter();
    }

    @Override
    public String toString() {
        return "EpollListener[" + localAddress + "]";
    }
}
