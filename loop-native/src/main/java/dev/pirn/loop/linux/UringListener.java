package dev.pirn.loop.linux;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A listening socket. */
final class UringListener extends UringHandle implements IoListener {

    private final SocketAddress localAddress;
    private final UringOperation accepting = new UringOperation(this);
    private final SocketAddressMemory peer = new SocketAddressMemory();

    /** Accepted by the system, and not yet by the caller. */
    private @Nullable IoSocket accepted;

    UringListener(UringDriver driver, LinuxSocket socket, ProtocolFamily family) throws IOException {
        super(driver, socket, family);
        this.localAddress = Objects.requireNonNull(Addresses.local(socket, family));
    }

    @Override
    public @Nullable IoSocket accept(Completion done) throws IOException {
        requireOpen();
        accepting.requireNone();
        IoSocket next = accepted;
        accepted = null;
        if (next == null) accepting.begun(submitAccept(), done);
        return next;
    }

    private long submitAccept() {
        peer.clear();
        return submit(Ring.accept(socket().intValue(), peer, accepting.next()));
    }

    @Override
    void ended(byte opcode, int result) {
        if (accepting.isToRepeat(result) || (result == -Failures.ECONNABORTED && !isClosed())) {
            accepting.repeated(submitAccept());
        } else if (result < 0) {
            accepting.ended(result, Failures::of);
        } else {
            arrived(LinuxSocket.newSocket(result));
        }
    }

    private void arrived(LinuxSocket connection) {
        try {
            accepted = driver().adopt(connection, family(), peer.get());
        } catch (IOException e) {
            accepting.fail(e);
            return;
        }
        if (isClosed()) dropAccepted();
        accepting.complete(IoDriver.RETRY);
    }

    private void dropAccepted() {
        if (accepted != null) accepted.close(true);
        accepted = null;
    }

    @Override
    boolean isUnderWay() {
        return accepting.isUnderWay();
    }

    @Override
    public void cancel(Completion done) {
        accepting.cancel(done);
    }

    @Override
    void cancelAll() {
        accepting.cancel();
    }

    @Override
    void forgetWaiters() {
        accepting.forgetWaiter();
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    /** {@inheritDoc} Its port is free afterwards. */
    @Override
    public void close() {
        if (!end()) return;
        dropAccepted();
        release();
        driver().settle(this);
    }

    @Override
    public String toString() {
        return "UringListener[" + localAddress + "]";
    }
}
