package dev.pirn;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Signal: the signals that come, one after the other: made by {@link Signals#stream}. A signal that comes again
 * before it was received counts once, as with the system. Used on its loop, by one coroutine at a time.
 *
 * <p>An ordinary {@code for} iterates over it: each step suspends until a signal comes. The iteration ends when the
 * stream is closed.
 */
public final class SignalStream implements Iterable<Signal>, AutoCloseable {

    private final List<Signal> signals;
    private final List<Handle> handlers = new ArrayList<>();
    private final LinkedHashSet<Signal> pending = new LinkedHashSet<>();
    private final Parker receiver = new Parker();
    private boolean closed;

    SignalStream(Signal... signals) {
        if (signals.length == 0) throw new IllegalArgumentException("no signal was given");
        this.signals = List.of(signals);
        try {
            for (Signal signal : signals) handlers.add(Signals.handle(signal, this::arrived));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void arrived(Signal signal) {
        pending.add(signal);
        receiver.unpark();
    }

    /**
     * Suspends until a signal comes, unless one has come already.
     *
     * @return the signal
     * @throws ClosedException if the stream is closed, now or while waiting
     * @throws BusyException if another coroutine waits here
     * @throws Cancelled if the scope is cancelled; no signal is lost
     */
    public Signal receive() {
        if (!awaitPending()) throw new ClosedException("the stream of signals is closed");
        return pending.removeFirst();
    }

    /** {@return false if it is closed} */
    private boolean awaitPending() {
        Async.checkpoint();
        while (pending.isEmpty() && !closed) receiver.park(Parker.Abort.givingUp(this::purpose));
        return !closed;
    }

    private WaitReason purpose() {
        return WaitReason.of("signal", signals);
    }

    @Override
    public Iterator<Signal> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return awaitPending();
            }

            @Override
            public Signal next() {
                if (!awaitPending()) throw new NoSuchElementException("the stream of signals is closed");
                return receive();
            }
        };
    }

    /** Stops handling its signals, and drops those that were not received. Does not suspend; doing it again is fine. */
    @Override
    public void close() {
        closed = true;
        handlers.forEach(Handle::cancel);
        pending.clear();
        receiver.unpark();
    }
}
