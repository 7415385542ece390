package dev.pirn.loop.linux;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.ClosedChannelException;

/** What sockets and listeners share: a descriptor, its operations on the ring, and its end. */
abstract sealed class UringHandle permits UringSocket, UringListener {

    private final UringDriver driver;
    private final LinuxSocket socket;
    private final ProtocolFamily family;
    private final IoRegistration registration;
    private boolean closed;

    UringHandle(UringDriver driver, LinuxSocket socket, ProtocolFamily family) throws IOException {
        this.driver = driver;
        this.socket = socket;
        this.family = family;
        this.registration = driver.register(new Completions());
    }

    /** The ring told how an operation ended; on the loop, inside the poll. */
    abstract void ended(byte opcode, int result);

    /** {@return whether the system may still be using memory or the descriptor} */
    abstract boolean isUnderWay();

    /** Asks for the end of all operations. */
    abstract void cancelAll();

    /** Forgets who waits, without telling. */
    abstract void forgetWaiters();

    final UringDriver driver() {
        return driver;
    }

    final LinuxSocket socket() {
        return socket;
    }

    final ProtocolFamily family() {
        return family;
    }

    /** {@return what the ring calls the operation} */
    final long submit(IoUringIoOps operation) {
        return registration.submit(operation);
    }

    /** {@return whether it is closed} */
    public final boolean isClosed() {
        return closed;
    }

    final void requireOpen() throws ClosedChannelException {
        if (closed) throw new ClosedChannelException();
    }

    /** {@return whether this call ended it; false if it had ended before} */
    final boolean end() {
        if (closed) return false;
        closed = true;
        driver.forget(this);
        return true;
    }

    /** Ends it together with its driver: nobody is told. */
    final void abandon() {
        forgetWaiters();
        closed = true;
        closeOrCancel();
    }

    /** Closes the descriptor, now or when the system has let go of it. */
    final void closeOrCancel() {
        if (isUnderWay()) {
            driver.lingers(this);
            cancelAll();
        } else {
            closeDescriptor();
        }
    }

    private void closeDescriptor() {
        boolean ignored = registration.cancel();
        try {
            socket.close();
        } catch (IOException _) {
            // The descriptor is gone all the same, and there is nothing that a caller could do about it.
        }
    }

    private void completed(byte opcode, int result) {
        ended(opcode, result);
        if (closed && !isUnderWay() && driver.lingersNoMore(this)) closeDescriptor();
    }

    /** What Netty is shown of the handle. */
    private final class Completions implements IoUringIoHandle {

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            IoUringIoEvent end = (IoUringIoEvent) event;
            // What a cancel was to end tells itself how it ended.
            if (end.opcode() != Ring.ASYNC_CANCEL) completed(end.opcode(), end.res());
        }

        @Override
        public void close() {
            // The driver closes its handles itself.
        }
    }
}
