package dev.pirn;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bridge: a run inside the loop of a host: Swing's event thread, a Netty event loop, a game's main loop. The host
 * stays in charge of its thread and its queue. Pirn's turns are entries of that queue, one a turn, so both kinds of
 * events have their turns; callbacks and coroutines run on the host's thread, between the host's own events and never
 * beside them. While nothing is ready a thread of the run's own, {@code pirn-guest}, waits for I/O, timers and other
 * threads, and then asks the host for a turn. Started with {@link Runner#startGuest}.
 *
 * <p>The run ends as {@link Runner#run} ends: main, then every task that is left, then unread failures. From any
 * thread, unless a method says otherwise.
 *
 * <p>What belongs to the host is touched in callbacks ({@link Loop#callSoon}), which are on the host's thread in
 * every respect. A coroutine is a thread of its own, which a toolkit takes for a foreign one, and it must take no
 * lock that the host's thread takes, Swing's among them, though {@code JLabel.setText} shows none. With coroutines of
 * the kind {@code loop} that can stop the host for good: the coroutine finds the lock taken and leaves the host's
 * thread, the host's thread comes to wait for the same lock behind it, the lock becomes free and is the coroutine's
 * turn to take, and the only thread that can run the coroutine waits. A coroutine that needs an answer awaits a
 * {@link Promise} that the callback completes.
 *
 * <p>Inside: one of three has the loop, and hands it on by {@link #owner}; what it wrote happens before what the next
 * one reads.
 *
 * <table>
 * <caption>Who has the loop</caption>
 * <tr><th>owner</th><th>who</th><th>hands it on to</th></tr>
 * <tr><td>QUEUE</td><td>none: a turn stands in the host's queue</td><td>HOST when it comes; STRANDED if the host
 * refused or stopped</td></tr>
 * <tr><td>HOST</td><td>the host's thread, in a turn</td><td>QUEUE if something is ready, WAITER if not, STRANDED,
 * ENDED</td></tr>
 * <tr><td>WAITER</td><td>our thread, in the driver's poll, where completions only mark what is ready</td><td>QUEUE,
 * STRANDED</td></tr>
 * <tr><td>STRANDED</td><td>our thread, which ends the tasks because the host does not</td><td>ENDED</td></tr>
 * <tr><td>ENDED</td><td>none</td><td>–</td></tr>
 * </table>
 *
 * @param <T> the type of the result
 */
public final class GuestRun<T extends @Nullable Object> {

    private enum Owner {
        QUEUE,
        HOST,
        WAITER,
        STRANDED,
        ENDED
    }

    private final RunLoop loop;
    private final Executor host;
    private final TaskCore<T> main;
    private final Duration patience;
    private final Consumer<Context> onEnd;
    private final Thread waiter =
            Thread.ofPlatform().daemon().name("pirn-guest").unstarted(this::serve);
    private final AtomicReference<Owner> owner = new AtomicReference<>(Owner.QUEUE);
    private final CompletableFuture<T> result = new CompletableFuture<>();

    /** Why the host makes no turns any more; null as long as it does. */
    private volatile @Nullable Throwable brokenOff;

    // These belong to the thread that has the loop.
    private boolean started;
    private boolean stoppedEarly;
    private @Nullable Throwable fatal;
    private @Nullable RunEnd ending;

    private GuestRun(RunLoop loop, Executor host, TaskCore<T> main, Duration patience, Consumer<Context> onEnd) {
        this.loop = loop;
        this.host = host;
        this.main = main;
        this.patience = patience;
        this.onEnd = onEnd;
    }

    /** Starts a run; {@code onEnd} gets the task-local values that main left. */
    static <T extends @Nullable Object> GuestRun<T> start(
            RunLoop loop, Executor host, TaskCore<T> main, Duration patience, Consumer<Context> onEnd) {
        GuestRun<T> run = new GuestRun<>(loop, Objects.requireNonNull(host, "host"), main, patience, onEnd);
        loop.running.becomeGuest(run);
        try {
            run.post();
        } catch (RuntimeException | Error e) {
            loop.running.release();
            throw new IllegalStateException("the host takes no turns: " + host, e);
        }
        run.waiter.start();
        return run;
    }

    /**
     * {@return how the run ends, once all that it started is cleaned up} Completed on the host's thread: with main's
     * result, or with what it threw, as it was thrown; with {@link java.util.concurrent.CancellationException} if it
     * was cancelled; with {@link IllegalStateException} if the loop or the host was stopped before main ended. Each
     * call makes a future of its own, and completing or cancelling it does nothing to the run. The host's thread must
     * not block on it.
     */
    public CompletableFuture<T> result() {
        CompletableFuture<T> each = new CompletableFuture<>(); // a copy would wrap what main threw
        var _ = result.whenComplete((value, failure) -> {
            if (failure == null) each.complete(value);
            else each.completeExceptionally(failure);
        });
        return each;
    }

    /** {@return the loop} */
    public Loop loop() {
        return loop;
    }

    /** Cancels main; the run ends when main and what it started have ended, which takes further turns of the host. */
    public void cancel() {
        cancel("the guest run was cancelled");
    }

    /**
     * Cancels main, as {@link #cancel()}.
     *
     * @param reason why, for messages
     */
    public void cancel(String reason) {
        boolean _ = main.cancel(Objects.requireNonNull(reason, "reason"));
    }

    /**
     * Notifies that the host makes no turns any more, where its executor would not say so by refusing them. If main
     * has not ended, it is cancelled, and it and all tasks that are left run to their ends on the run's own thread,
     * so that what they hold is released; then the result fails. A turn that the host makes just now is ended first.
     * Does nothing to a run that has ended. Does not wait.
     */
    public void hostStopped() {
        if (owner.get() == Owner.ENDED) return;
        breakOff(new IllegalStateException("the host of the loop stopped before the run ended"));
    }

    // the host's turns

    /** An entry of the host's queue. */
    private final class Turn implements Runnable {

        private final Thread poster = Thread.currentThread();
        private volatile boolean posted;

        @Override
        public void run() {
            if (!posted && Thread.currentThread() == poster)
                throw new IllegalStateException("the host runs at once what it is given, where it has to queue it");
            if (owner.compareAndSet(Owner.QUEUE, Owner.HOST)) makeTurn();
        }
    }

    private void post() {
        Turn turn = new Turn();
        host.execute(turn);
        turn.posted = true;
    }

    /** Asks the host for a turn. The caller has the loop. */
    private void askHost() {
        owner.set(Owner.QUEUE);
        try {
            post();
        } catch (RuntimeException | Error refusal) {
            breakOff(new IllegalStateException("the host of the loop stopped before the run ended", refusal));
        }
        if (brokenOff != null) strand(Owner.QUEUE);
    }

    private void makeTurn() {
        try {
            loop.running.checkCanTurnHere();
            if (!started) loop.start(main);
            started = true;
            loop.running.onceForHost();
        } catch (Throwable failure) {
            if (RunLoop.isFatal(failure)) fatal = failure; // of user code: the loop itself can go on
            else breakOff(failure);
        }
        if (brokenOff != null) strand(Owner.HOST);
        else if (isOver()) end();
        else if (loop.hasReady()) askHost();
        else handToWaiter();
    }

    /** Begins the end when main has ended, and says whether it is reached. */
    private boolean isOver() {
        boolean stopped = loop.takeStop();
        if (ending == null && (stopped || fatal != null || main.isDone())) beginEnd();
        return ending != null && loop.taskCount() == 0;
    }

    private void beginEnd() {
        stoppedEarly = !main.isDone();
        main.markRead(); // the host gets it
        ending = RunEnd.begin(loop, patience);
    }

    private void end() {
        assert ending != null;
        ending.over();
        loop.unread.reportAll();
        finish();
    }

    private void finish() {
        onEnd.accept(main.context);
        loop.running.release();
        owner.set(Owner.ENDED);
        LockSupport.unpark(waiter);
        complete();
    }

    private void complete() {
        FutureCore.Failure failure = main.isDone() ? main.readFailure() : null;
        Throwable broken = brokenOff;
        if (fatal != null) result.completeExceptionally(fatal);
        else if (broken != null && stoppedEarly) result.completeExceptionally(broken);
        else if (stoppedEarly) result.completeExceptionally(new IllegalStateException(Runner.STOPPED_EARLY));
        else if (failure == null) result.complete(main.value());
        else result.completeExceptionally(failure.cancelled ? main.cancellation(failure) : failure.cause);
    }

    // our own thread

    private void handToWaiter() {
        owner.set(Owner.WAITER);
        LockSupport.unpark(waiter);
    }

    private void serve() {
        while (true) {
            switch (owner.get()) {
                case WAITER -> waitForHost();
                case STRANDED -> endWithoutHost();
                case ENDED -> {
                    return;
                }
                case QUEUE, HOST -> LockSupport.park(this);
            }
        }
    }

    private void waitForHost() {
        try {
            loop.running.waitForHost();
        } catch (RuntimeException | Error failure) {
            breakOff(failure);
        }
        if (brokenOff != null) strand(Owner.WAITER);
        else askHost();
    }

    // without the host

    private void breakOff(Throwable reason) {
        if (brokenOff == null) brokenOff = reason;
        strand(Owner.QUEUE); // else who has the loop will see it
        loop.submitOrDrop(
                new Callback(loop, () -> {}, Context.EMPTY)); // and soon, if it is our own thread, which waits
    }

    /** Hands the loop to our own thread for good, if it is where the caller says. */
    private void strand(Owner from) {
        if (owner.compareAndSet(from, Owner.STRANDED)) LockSupport.unpark(waiter);
    }

    private void endWithoutHost() {
        if (!started) main.neverRan();
        if (ending == null) stoppedEarly = !started || !main.isDone();
        else ending.over();
        main.markRead();
        loop.running.takeFromHost();
        try {
            RunEnd.runOut(loop, patience);
        } catch (RuntimeException | Error failure) {
            Throwable reason = brokenOff;
            if (reason != null && reason != failure) reason.addSuppressed(failure);
        }
        finish();
    }
}
