package dev.pirn.loop.nio;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/** What sockets and listeners share: their place in the selector and their end. */
abstract sealed class NioHandle permits NioSocket, NioListener {

    private final NioDriver driver;
    private final SelectableChannel channel;
    private @Nullable SelectionKey key; // made at the first would-block: many short connections never need one
    private int interest; // the key's interest set, kept here because asking the key costs a volatile read
    private boolean closed;

    NioHandle(NioDriver driver, SelectableChannel channel) {
        this.driver = driver;
        this.channel = channel;
    }

    /** The selector saw that the channel is ready; on the loop, inside the poll. */
    abstract void ready(int ops);

    /** Forgets the waiters, without completing them. */
    abstract void forgetWaiters();

    final NioDriver driver() {
        return driver;
    }

    /** Has readiness for the operation reported from the next select on. */
    final void want(int op) throws IOException {
        if (key == null) {
            key = channel.register(driver.selector(), op, this);
            interest = op;
        } else if ((interest & op) == 0) {
            changeInterest(key, interest | op);
        }
    }

    /** Has readiness for the operation not reported any more. */
    final void unwant(int op) {
        if (key != null && (interest & op) != 0 && !closed) {
            changeInterest(key, interest & ~op);
        }
    }

    // Cheap: the selector makes one system call for each key whose set differs when it next waits, and none for a set
    // that was changed and changed back.
    private void changeInterest(SelectionKey registered, int ops) {
        registered.interestOps(ops);
        interest = ops;
    }

    final boolean isRegistered() {
        return key != null;
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

    /** Ends it together with its driver: nothing is completed. */
    final void abandon() {
        closed = true;
        forgetWaiters();
        closeChannel();
    }

    /** Makes sure that the close will not wait for the peer, whatever options were set. */
    void prepareClose() {}

    final void closeChannel() {
        prepareClose();
        try {
            channel.close();
        } catch (IOException _) {
            // The descriptor is gone all the same, and there is nothing that a caller could do about it.
        }
    }

    static <T> void set(NetworkChannel channel, SocketOption<T> option, T value) throws IOException {
        try {
            channel.setOption(option, value);
        } catch (UnsupportedOperationException e) {
            throw unsupported(option, e);
        }
    }

    static <T> @Nullable T get(NetworkChannel channel, SocketOption<T> option) throws IOException {
        try {
            return channel.getOption(option);
        } catch (UnsupportedOperationException e) {
            throw unsupported(option, e);
        }
    }

    @SuppressWarnings("unchecked") // the channel itself checks the value against the option's type
    static <T> void setUnchecked(NetworkChannel channel, SocketOption<T> option, Object value) throws IOException {
        set(channel, option, (T) value);
    }

    private static IOException unsupported(SocketOption<?> option, UnsupportedOperationException cause) {
        return new IOException("socket option " + option.name() + " is not supported here", cause);
    }
}
