package dev.pirn.process;

import dev.pirn.process.Libc.EpollEvent;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the pipes and the ends of all children of the JVM, in one thread that lives from the first child on. Any
 * thread may ask it to watch a descriptor; callbacks run in its own thread, so they must only pass on
 * what happened.
 *
 * <p>Watches are known by numbers of their own that are never used again, so that a late event cannot reach
 * another one whose descriptor has the same number.
 */
final class Poller {

    private static final int EVENTS_A_WAIT = 256;

    /** While memory is short, in nanoseconds. */
    private static final long PAUSE = 10_000_000;

    private static @Nullable Poller instance;

    private final int epoll;
    private final Map<Long, Watch> watches = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();

    private Poller(int epoll) {
        this.epoll = epoll;
    }

    /** {@return the JVM's, started now if it was not} */
    static synchronized Poller running() throws IOException {
        if (instance != null) return instance;
        int epoll = new Libc().epollCreate();
        if (epoll < 0) throw new IOException("no epoll: " + Libc.describe(-epoll));
        Poller started = new Poller(epoll);
        try {
            Thread.ofPlatform()
                    .daemon()
                    .name("pirn-processes")
                    .inheritInheritableThreadLocals(false)
                    .start(started::run);
        } catch (Throwable notStarted) {
            new Libc().close(epoll);
            throw notStarted;
        }
        instance = started;
        return started;
    }

    /**
     * {@return a watch of a descriptor, which does nothing until it is {@linkplain Watch#arm armed}}
     *
     * @param descriptor what to watch
     * @param callback gets what happened; run in the poller's thread, and again if memory was short
     */
    Watch watch(int descriptor, IntConsumer callback) {
        return new Watch(descriptor, callback);
    }

    /** Never ends: while memory is short it tries again, or what waits for a process would wait for ever. */
    private void run() {
        Libc libc = patiently(Libc::new);
        MemorySegment events = patiently(() -> Arena.ofAuto().allocate(EVENTS_A_WAIT * EpollEvent.SIZE, 8));
        while (true) {
            int count = patiently(() -> libc.epollWait(epoll, events, EVENTS_A_WAIT));
            for (int i = 0; i < count; i++) {
                int index = i;
                patiently(() -> dispatch(EpollEvent.id(events, index), EpollEvent.events(events, index)));
            }
        }
    }

    /** {@return what a supplier returns} It is called again while memory is short. */
    static <T> T patiently(Supplier<T> supplier) {
        while (true) {
            try {
                return supplier.get();
            } catch (VirtualMachineError shortage) {
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    private boolean dispatch(long id, int events) {
        Watch watch = watches.get(id);
        try {
            if (watch != null) watch.callback.accept(events);
        } catch (VirtualMachineError shortage) {
            throw shortage; // it is called again
        } catch (RuntimeException | Error e) { // or the others would wait for ever
            System.getLogger("dev.pirn").log(Level.ERROR, "an event of a process is lost", e);
        }
        return true;
    }

    /** One descriptor that is watched. Used by one thread at a time. */
    final class Watch {

        private final long id = lastId.incrementAndGet();
        private final int descriptor;
        private final IntConsumer callback;
        private boolean known;

        private Watch(int descriptor, IntConsumer callback) {
            this.descriptor = descriptor;
            this.callback = callback;
        }

        /** Calls back once when one of some events is there; replaces what was asked for before. */
        void arm(Libc libc, int events) throws IOException {
            watches.put(id, this);
            int failed = libc.epollArm(epoll, descriptor, known, events, id);
            if (failed < 0) {
                watches.remove(id);
                throw new IOException("a pipe cannot be watched: " + Libc.describe(-failed));
            }
            known = true;
        }

        /** Before the descriptor is closed: there is no callback any more, except by a call that is under way. */
        void close(Libc libc) {
            watches.remove(id);
            if (known) libc.epollForget(epoll, descriptor);
        }
    }
}
