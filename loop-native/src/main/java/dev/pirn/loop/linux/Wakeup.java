package dev.pirn.loop.linux;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An eventfd by which any thread ends a wait of the loop. A write during the close must not hit a
 * descriptor that has got the number since, so closing waits for writers.
 */
final class Wakeup implements Closeable {

    /** Added to the number of writers once it is closed; a write takes microseconds, so there are never as many. */
    private static final int CLOSED = 1 << 30;

    private final FileDescriptor eventFd;
    private final AtomicInteger writers = new AtomicInteger();

    private Wakeup(FileDescriptor eventFd) {
        this.eventFd = eventFd;
    }

    /** Makes one, owned by the caller. */
    static Wakeup open() throws IOException {
        return new Wakeup(Parts.make(Native::newEventFd));
    }

    /** {@return the descriptor, readable after a {@link #wakeup}} */
    FileDescriptor descriptor() {
        return eventFd;
    }

    /** Makes the descriptor readable. Any thread; does nothing once it is closed. */
    void wakeup() {
        if (writers.getAndIncrement() < CLOSED) Native.eventFdWrite(eventFd.intValue(), 1);
        writers.getAndDecrement();
    }

    @Override
    public void close() throws IOException {
        if (writers.getAndAdd(CLOSED) >= CLOSED) return;
        while (writers.get() != CLOSED) Thread.onSpinWait(); // for one system call of another thread, at most
        eventFd.close();
    }
}
