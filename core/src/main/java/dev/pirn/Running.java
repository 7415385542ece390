package dev.pirn;

import dev.pirn.watch.SchedStat;
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

    /** The run in which a host makes the turns; null if there is none. */
    private volatile @Nullable GuestRun<?> guest;

    /** The name of the thread that had it run first; null if none has. */
    private @Nullable String name;

    /** What an interrupt of the thread that has the loop does; set by the runner while it runs a main task. */
    Runnable onInterrupt = () -> {};

    Running(RunLoop loop) {
        this.loop = loop;
    }

    /** Runs it until it is stopped, on the thread that suits its coroutines. */
    void untilStopped() {
        checkCanRun();
        nameAfter(Thread.currentThread()); // who need not be the one that turns it
        loop.engine.drive(this::untilStoppedHere);
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
        checkCanRun();
        if (future.isDone()) return;
        Handle stop = future.onDone(done -> loop.stop());
        try {
            untilStopped();
        } finally {
            stop.cancel(); // or it would stop a later run
        }
    }

    /** Turns it by hand, once. Whether the next turn has something to do. */
    boolean once() {
        checkCanRun();
        loop.engine.checkCanCarry();
        schedStat.enteredByHand();
        try {
            turnHere();
        } finally {
            loop.takeStop();
        }
        return loop.hasReady();
    }

    /** The thread was interrupted that waits for the end of a run on another one. From any thread. */
    void interrupted() {
        loop.submitOrDrop(new Callback(loop, () -> onInterrupt.run(), Context.EMPTY));
    }

    // as a guest: see GuestRun

    /** Begins a guest run, in which no other thread may run the loop. */
    void becomeGuest(GuestRun<?> run) {
        loop.checkOpen();
        checkIsFree();
        guest = run;
    }

    boolean isGuest() {
        return guest != null;
    }

    void leaveHost() {
        guest = null;
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
        return loop.thread != null || guest != null;
    }

    void checkCanRun() {
        loop.checkOpen();
        checkIsFree();
        checkNoOtherRuns();
    }

    private void checkIsFree() {
        if (guest != null) throw new IllegalStateException("the loop is running already, as the guest of a host");
        Thread runner = loop.thread;
        if (runner != null) throw new IllegalStateException("the loop is running already, on " + runner.getName());
    }

    private static void checkNoOtherRuns() {
        RunLoop other = RunLoop.currentOrNull();
        if (other != null) throw new IllegalStateException("another loop is running on this thread: " + other);
    }

    void checkCanClose() {
        if (guest != null) throw new IllegalStateException("a guest run is on: cancel it, and wait until it has ended");
        if (loop.thread != null) throw new IllegalStateException("a running loop cannot be closed: stop it first");
    }
}
