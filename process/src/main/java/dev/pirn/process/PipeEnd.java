package dev.pirn.process;

import dev.pirn.Loop;
import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * This JVM's end of a pipe: a descriptor that does not block, and the one operation that waits for it. Confined to its
 * loop, which the poller's thread notifies.
 */
abstract class PipeEnd {

    private static final int CLOSED = -1;

    private final Loop loop;
    final Libc libc;
    private final Poller.Watch watch;
    private int descriptor;
    private @Nullable Completion waiting;

    PipeEnd(Loop loop, Poller poller, int descriptor) {
        this.loop = loop;
        this.libc = Libc.OF.get(loop);
        this.descriptor = descriptor;
        this.watch = poller.watch(descriptor, this::notifyLoop);
        libc.setNonBlocking(descriptor);
    }

    int openDescriptor() throws ClosedChannelException {
        if (descriptor == CLOSED) throw new ClosedChannelException();
        return descriptor;
    }

    void arm(int events) throws IOException {
        watch.arm(libc, events);
    }

    /** An operation waits until it can be tried again. */
    int await(Completion done, int events) throws IOException {
        if (waiting != null) throw new IllegalStateException("an operation of this pipe is pending already");
        arm(events);
        waiting = done;
        return IoDriver.PENDING;
    }

    boolean isAwaited() {
        return waiting != null;
    }

    /** In the poller's thread. */
    private void notifyLoop(int events) {
        try {
            loop.execute(() -> ready(events));
        } catch (RejectedExecutionException _) {
            // the loop was closed, and with it what belongs to it
        }
    }

    /** On the loop: something happened. What was awaited may be cancelled or closed since. */
    void ready(int events) {
        end(IoDriver.RETRY);
    }

    private void end(int result) {
        Completion done = waiting;
        waiting = null;
        if (done != null) done.completed(result);
    }

    public void cancel(Completion done) {
        if (waiting == done) end(IoDriver.CANCELLED);
    }

    public void close(boolean abort) {
        if (descriptor == CLOSED) return;
        watch.close(libc);
        libc.close(descriptor);
        descriptor = CLOSED;
        end(IoDriver.CANCELLED);
    }

    public boolean isClosed() {
        return descriptor == CLOSED;
    }
}
