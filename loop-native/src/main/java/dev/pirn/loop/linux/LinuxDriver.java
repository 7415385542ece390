package dev.pirn.loop.linux;

import dev.pirn.spi.IoDriver;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the drivers of both backends share: one of Netty's handlers, the wake-up, the handles, and what is counted. */
abstract sealed class LinuxDriver implements IoDriver permits EpollDriver, UringDriver {

    private final IoHandler handler;
    private final PollContext context = new PollContext();
    private final Wakeup wakeup;
    private final Set<LinuxHandle> handles = new LinkedHashSet<>();
    private int pending;
    private int completions;
    private boolean closed;

    /** @param wakeup owned by the driver once it is made, as the handler is */
    LinuxDriver(IoHandler handler, Wakeup wakeup) {
        this.handler = handler;
        this.wakeup = wakeup;
    }

    /** Refuses a thread that must not wait here. */
    void requireHere() {}

    /** Ends what the handler still has under way for abandoned handles, and the handler. */
    abstract void destroy(IoHandler ended);

    @Override
    public final int poll(long timeoutNanos) throws IOException {
        requireOpen();
        requireHere();
        completions = 0;
        run(timeoutNanos);
        return completions;
    }

    final void run(long timeoutNanos) {
        context.waitAtMost(timeoutNanos);
        handler.run(context);
    }

    @Override
    public final void wakeup() {
        wakeup.wakeup();
    }

    /** {@return what becomes readable with each wake-up} */
    final Wakeup wakeups() {
        return wakeup;
    }

    @Override
    public int openCount() {
        return handles.size();
    }

    @Override
    public final int pendingCount() {
        return pending;
    }

    @Override
    public final void close() {
        if (closed) return;
        closed = true;
        for (LinuxHandle handle : handles) handle.abandon();
        handles.clear();
        destroy(handler);
        pending = 0;
        try {
            wakeup.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final boolean isClosed() {
        return closed;
    }

    final void requireOpen() {
        if (closed) throw new ClosedSelectorException();
    }

    final IoRegistration register(IoHandle handle) throws IOException {
        try {
            return handler.register(handle);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot register " + handle, e);
        }
    }

    final <H extends LinuxHandle> H keep(H handle) {
        handles.add(handle);
        return handle;
    }

    final void forget(LinuxHandle handle) {
        handles.remove(handle);
    }

    final void started() {
        pending++;
    }

    final void completed() {
        pending--;
        completions++;
    }
}
