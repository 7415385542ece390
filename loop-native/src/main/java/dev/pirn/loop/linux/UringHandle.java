package dev.pirn.loop.linux;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.NotYetConnectedException;

/** What sockets and listeners share: their operations on the ring, which outlast a close. */
abstract sealed class UringHandle extends LinuxHandle permits UringSocket, UringListener {

    private final UringDriver driver;
    private final IoRegistration registration;

    UringHandle(UringDriver driver, LinuxSocket socket, ProtocolFamily family) throws IOException {
        super(socket, family);
        this.driver = driver;
        this.registration = driver.register(new Completions());
    }

    /** The ring completed an operation; on the loop, inside the poll. */
    abstract void ended(byte opcode, int result);

    /** {@return whether the system may still be using memory or the descriptor} */
    abstract boolean isUnderWay();

    /** Asks for the end of all operations. */
    abstract void cancelAll();

    @Override
    final UringDriver driver() {
        return driver;
    }

    /** {@return what the ring calls the operation} */
    final long submit(IoUringIoOps operation) {
        return registration.submit(operation);
    }

    @Override
    final void release() {
        if (!isUnderWay()) closeDescriptor();
        else if (driver.letLinger(this)) cancelAll();
        else closeUnderWay();
    }

    /** The ring keeps the socket until its thread ends; the peer shall not have to wait for that. */
    private void closeUnderWay() {
        try {
            socket().shutdown();
        } catch (IOException | NotYetConnectedException _) {
            // There is no peer.
        }
        closeDescriptor();
    }

    private void closeDescriptor() {
        boolean ignored = registration.cancel();
        closeSocket();
    }

    private void completed(byte opcode, int result) {
        ended(opcode, result);
        if (isClosed() && !isUnderWay() && driver.lingersNoMore(this)) closeDescriptor();
    }

    /** What Netty is shown of the handle. */
    private final class Completions implements IoUringIoHandle {

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            IoUringIoEvent end = (IoUringIoEvent) event;
            // The operation that a cancel was to end completes by itself.
            if (end.opcode() != Ring.ASYNC_CANCEL) completed(end.opcode(), end.res());
        }

        @Override
        public void close() {
            // The driver closes its handles itself.
        }
    }
}
