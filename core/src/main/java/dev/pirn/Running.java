package dev.pirn;

import dev.pirn.watch.SchedStat;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Run: what runs a loop: a thread until the loop is stopped, a program that turns it by hand, or a host for which it
 * is a guest. One thread at a time has the loop, and while it does the loop's fields are its own; the others are
 * refused. What a turn is, the loop knows.
 *
 * <p>Confined to the thread that has the loop or asks for it, unless a method says otherwise.
 */
final class Running {

    private static final ThreadLocal<RunLoop> ON_THREAD = new ThreadLocal<>();

    private final RunLoop loop;

    /** Whether the thread that has the loop got a processor. */
    final SchedStat schedStat = new SchedStat();

    /**
     * What has the loop, or makes it turn from time to time: a thread, from before its first turn to after its last, or
     * a {@link GuestRun}. Null if nothing does.
     */
    private final AtomicReference<@Nullable Object> owner = new AtomicReference<>();

    /** The name of the thread that had it run first; null if none has. */
    private @Nullable String name;

    /** What an interrupt of the thread that has the loop does; set by the runner while it runs a main task. */
    Runnable onInterrupt = () -> {};

    /** Whether the thread that has the loop was interrupted before it mounted a coroutine, where the JDK forgets it. */
    private boolean interrupted;

    /** Set while the loop runs until it is stopped. */
    private @Nullable InterruptAlarm alarm;

    Running(RunLoop loop) {
        this.loop = loop;
    }

    /** Runs it until it is stopped, on the thread that suits its coroutines. */
    void untilStopped() {
        boolean claimed = claim();
        try {
            nameAfter(Thread.currentThread()); // which need not be the one that turns it
            loop.engine.drive(this::untilStoppedHere);
        } finally {
            if (claimed) release();
        }
    }

    private void untilStoppedHere() {
        schedStat.enteredBy(Thread.currentThread());
        enter();
        try {
            loop.turnUntilStopped();
        } finally {
            leave();
        }
    }

    /** Runs it until a future is done, and takes its result. */
    <T extends @Nullable Object> T untilComplete(Future<T> future) {
        if (future.loop() != loop) throw new IllegalArgumentException("a future of another loop: " + future);
        untilDone(future);
        if (!future.isDone()) throw new IllegalStateException("the loop was stopped before " + future + " was done");
        return ((FutureCore<T>) future).result();
    }

    /** Runs it until a future is done, or the loop is stopped before. */
    void untilDone(Future<?> future) {
        boolean claimed = claim();
        try {
            if (!future.isDone()) stopWhenDone(future);
        } finally {
            if (claimed) release();
        }
    }

    private void stopWhenDone(Future<?> future) {
        Handle stop = future.onDone(done -> loop.stop());
        try {
            untilStopped();
        } finally {
            stop.cancel(); // or it would stop a later run
        }
    }

    /** Turns it by hand, once. Whether the next turn has something to do. */
    boolean once() {
        boolean claimed = claim();
        try {
            loop.engine.checkCanCarry();
            schedStat.enteredByHand();
            turnHere();
            return loop.hasReady();
        } finally {
            loop.takeStop();
            if (claimed) release();
        }
    }

    /** The thread was interrupted that waits for the end of a run on another one. From any thread. */
    void interrupted() {
        loop.submitOrDrop(new Callback(loop, () -> onInterrupt.run(), Context.EMPTY));
    }

    /** Whether the thread that has the loop, which calls, was interrupted since it was asked last. */
    boolean takeInterrupt() {
        boolean was = interrupted;
        interrupted = false;
        boolean rung = alarm != null && alarm.takeRung();
        return Thread.interrupted() || rung || was;
    }

    /** The thread that has the loop, which calls, is interrupted, and about to mount a coroutine. */
    void noteInterrupt() {
        interrupted = true;
    }

    /** From now on an interrupt of the calling thread, which has the loop, is noticed. */
    void setAlarm() {
        alarm = new InterruptAlarm(loop);
        alarm.set();
    }

    /** After a wait of the driver: if that is a selector, the JDK has replaced the alarm. */
    void setAlarmAgain() {
        if (alarm != null) alarm.set();
    }

    void clearAlarm() {
        if (alarm != null) alarm.clear();
        alarm = null;
    }

    // as a guest: see GuestRun

    /** Begins a guest run, in which no other thread may run the loop. */
    void becomeGuest(GuestRun<?> run) {
        loop.checkOpen();
        checkIsFree();
        if (!owner.compareAndSet(null, run)) throw isRunning();
    }

    boolean isGuest() {
        return owner.get() instanceof GuestRun;
    }

    /** The host makes no turns any more: the calling thread makes the last ones. */
    void takeFromHost() {
        owner.set(Thread.currentThread());
    }

    void checkCanTurnHere() {
        loop.engine.checkCanCarry();
        checkNoOtherRuns();
    }

    void onceForHost() {
        schedStat.enteredBy(Thread.currentThread());
        turnHere();
    }

    /** Waits between two turns of the host, as a turn does at its end, on a thread that has the loop meanwhile. */
    void waitForHost() {
        enter();
        try {
            loop.waitInDriver();
        } finally {
            leave();
        }
    }

    // having it

    private void turnHere() {
        enter();
        try {
            loop.turnOnce();
        } finally {
            leave();
        }
    }

    /** The calling thread has the loop until it {@linkplain #leave leaves}. */
    void enter() {
        Thread me = Thread.currentThread();
        loop.thread = me;
        nameAfter(me);
        ON_THREAD.set(loop);
    }

    void leave() {
        loop.thread = null;
        ON_THREAD.remove();
    }

    private void nameAfter(Thread first) {
        if (name == null) name = first.getName();
    }

    /** What the loop is called: after the thread that had it run first. From any thread. */
    String name() {
        String ranBy = name;
        return ranBy == null || ranBy.isEmpty() ? "loop-" + loop.id : ranBy;
    }

    /** The loop that the calling thread has; null if it has none. */
    static @Nullable RunLoop onThisThread() {
        return ON_THREAD.get();
    }

    /** Whether a thread or a host has the loop, or the turns of it. From any thread. */
    boolean isOn() {
        return loop.thread != null || isGuest();
    }

    /**
     * Has the loop belong to the calling thread until it {@linkplain #release releases} it; false if it does already.
     * Fails if it belongs to another thread or to a host, or turns just now.
     */
    boolean claim() {
        loop.checkOpen();
        checkIsFree();
        checkNoOtherRuns();
        Thread me = Thread.currentThread();
        if (owner.get() == me) return false;
        if (!owner.compareAndSet(null, me)) throw isRunning();
        if (loop.isClosed()) release();
        loop.checkOpen();
        return true;
    }

    void release() {
        owner.set(null);
    }

    private void checkIsFree() {
        Object of = owner.get();
        if (loop.thread != null || (of != null && of != Thread.currentThread())) throw isRunning();
    }

    private IllegalStateException isRunning() {
        if (isGuest()) return new IllegalStateException("the loop is running already, as the guest of a host");
        Thread turns = loop.thread;
        Object thread = turns != null ? turns : owner.get();
        String name = thread instanceof Thread known ? known.getName() : "another thread";
        return new IllegalStateException("the loop is running already, on " + name);
    }

    private static void checkNoOtherRuns() {
        RunLoop other = RunLoop.currentOrNull();
        if (other != null) throw new IllegalStateException("another loop is running on this thread: " + other);
    }

    /** Has the loop belong to the calling thread, which closes it. Returns as {@link #claim}. */
    boolean claimToClose() {
        if (isGuest()) throw new IllegalStateException("a guest run is on: cancel it, and wait until it has ended");
        Thread me = Thread.currentThread();
        boolean mine = owner.get() == me;
        if (loop.thread == null && (mine || owner.compareAndSet(null, me))) return !mine;
        throw new IllegalStateException("a running loop cannot be closed: stop it first");
    }

    /**
     * Notices interrupts of the thread that runs the loop. The JDK calls a selector when the thread that selects is
     * interrupted; this one does not select, but is called. The status of the thread does not suffice: it does not end
     * a wait in native code, and the JDK clears it at each mount and unmount of a coroutine. An interrupt that comes
     * during a callback is the callback's, which may take the status.
     */
    private static final class InterruptAlarm extends AbstractSelector {

        private final RunLoop loop;
        private volatile boolean rung;

        @SuppressWarnings("NullAway") // no channel is registered, so no provider is asked for
        InterruptAlarm(RunLoop loop) {
            super(null);
            this.loop = loop;
        }

        void set() {
            begin();
        }

        void clear() {
            end();
        }

        boolean takeRung() {
            if (!rung) return false;
            rung = false;
            return true;
        }

        /** From the thread that interrupts, after the status is set. */
        @Override
        public Selector wakeup() {
            if (loop.waits() || loop.current != null) rung = true;
            loop.turnSoon();
            return this;
        }

        @Override
        public Set<SelectionKey> keys() {
            return Set.of();
        }

        @Override
        public Set<SelectionKey> selectedKeys() {
            return Set.of();
        }

        @Override
        public int selectNow() {
            return 0;
        }

        @Override
        public int select(long timeoutMillis) {
            return 0;
        }

        @Override
        public int select() {
            return 0;
        }

        @Override
        protected void implCloseSelector() {}

        @Override
        protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object attachment) {
            throw new UnsupportedOperationException("it does not select");
        }
    }
}
