package dev.pirn.flow;

import dev.pirn.LimitExceededException;
import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.Parker;
import dev.pirn.SideStack;
import dev.pirn.WaitReason;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One subscription to a publisher: the publisher's threads put values in, one thread or coroutine at a time takes them
 * out. It is woken through {@link #waiting}: who takes publishes it and looks again; who puts does so and then looks
 * for it.
 */
final class FlowSubscriber<T> implements Subscriber<T> {

    /** How it ended: with a failure, or without. */
    private record End(@Nullable Throwable failure) {}

    private final int capacity;
    private final Queue<T> values = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private volatile @Nullable Subscription subscription;
    private volatile boolean cancelled;

    /** Taken since the last request. */
    private int taken;

    FlowSubscriber(int capacity) {
        this.capacity = capacity;
    }

    // the publisher's side

    @Override
    public void onSubscribe(Subscription offered) {
        Objects.requireNonNull(offered, "subscription");
        if (subscription != null) {
            offered.cancel();
            return;
        }
        subscription = offered;
        if (cancelled) offered.cancel();
        else offered.request(capacity);
    }

    @Override
    public void onNext(T value) {
        Objects.requireNonNull(value, "value");
        if (cancelled || end.get() != null) return;
        if (size.incrementAndGet() > capacity) {
            cancel();
            finish(new End(
                    new LimitExceededException("a publisher sent more than the " + capacity + " values requested")));
            return;
        }
        values.add(value);
        wake();
    }

    @Override
    public void onError(Throwable failure) {
        finish(new End(Objects.requireNonNull(failure, "failure")));
    }

    @Override
    public void onComplete() {
        finish(new End(null));
    }

    private void finish(End how) {
        if (end.compareAndSet(null, how)) wake();
    }

    private void wake() {
        Runnable sleeper = waiting.getAndSet(null);
        if (sleeper != null) sleeper.run();
    }

    // the taker's side

    /**
     * Waits for a value. False if there is none any more.
     *
     * @throws Exception what the publisher failed with
     */
    boolean await() throws Exception {
        if (isSettled()) return !isOver();
        if (SideStack.isCoroutine()) park();
        else block();
        return !isOver();
    }

    private boolean isSettled() {
        return !values.isEmpty() || end.get() != null;
    }

    private boolean isOver() throws Exception {
        End how = end.get(); // before the values, of which there are no more after it
        if (how == null || !values.isEmpty()) return false;
        switch (how.failure()) {
            case null -> {}
            case Exception e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new CompletionException(e);
        }
        return true;
    }

    T take() {
        T value = values.remove();
        size.decrementAndGet();
        int half = (capacity + 1) / 2;
        if (++taken >= half) {
            taken -= half;
            Subscription from = subscription;
            if (from != null) from.request(half);
        }
        return value;
    }

    void cancel() {
        cancelled = true;
        Subscription from = subscription;
        if (from != null) from.cancel();
    }

    private void park() {
        Loop loop = Loop.current();
        Parker parker = new Parker();
        waitWith(
                () -> unpark(loop, parker),
                () -> parker.park(Parker.Abort.givingUp(() -> WaitReason.of("publisher", "a value"))));
    }

    private static void unpark(Loop loop, Parker parker) {
        try {
            loop.execute(parker::unpark);
        } catch (LoopClosedException e) {
            // the coroutine has ended with its loop
        }
    }

    private void block() throws InterruptedException {
        Thread me = Thread.currentThread();
        waitWith(() -> LockSupport.unpark(me), () -> LockSupport.park(this));
        if (!isSettled()) throw interruption();
    }

    private static InterruptedException interruption() {
        boolean _ = Thread.interrupted();
        return new InterruptedException("interrupted while waiting for a publisher");
    }

    private void waitWith(Runnable wakeUp, Runnable sleep) {
        try {
            while (!isSettled()) {
                waiting.set(wakeUp);
                if (isSettled()) return;
                sleep.run();
                if (!SideStack.isCoroutine() && Thread.currentThread().isInterrupted()) return;
            }
        } finally {
            waiting.set(null);
        }
    }
}
