package dev.pirn;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Wait: the state of a future.
 *
 * <table>
 * <caption>Who may touch what</caption>
 * <tr><th>field</th><th>who</th><th>how</th></tr>
 * <tr><td>outcome</td><td>any thread</td><td>null → outcome, once, by compare-and-set</td></tr>
 * <tr><td>blocked</td><td>any thread but the loop's</td><td>push by compare-and-set, before reading the outcome
 * again, and out again after the wait; the completing thread reads it after it has set the outcome, so one of the two
 * sees the other</td></tr>
 * <tr><td>first, last</td><td>the loop</td><td>plain; other threads send their wish to the loop</td></tr>
 * </table>
 */
abstract sealed class FutureCore<T extends @Nullable Object> extends Ready implements Future<T>
        permits Promise, TaskCore {

    private static final Object NULL = new Object();

    /** While memory is short, in nanoseconds. */
    private static final long PAUSE = 10_000_000;

    private static final VarHandle OUTCOME;
    private static final VarHandle BLOCKED;

    static {
        try {
            var lookup = MethodHandles.lookup();
            OUTCOME = lookup.findVarHandle(FutureCore.class, "outcome", Object.class);
            BLOCKED = lookup.findVarHandle(FutureCore.class, "blocked", Blocked.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final RunLoop loop;

    /** Null while pending; then the value, {@link #NULL} for null, or a {@link Failure}. */
    private volatile @Nullable Object outcome;

    private volatile @Nullable Blocked blocked;
    private @Nullable Waiter first;
    private @Nullable Waiter last;

    FutureCore(RunLoop loop) {
        this.loop = loop;
    }

    static final class Failure {
        final Throwable cause;
        final boolean cancelled;
        volatile boolean read;

        /** The entry in the list of unread failures; null if there is none. */
        volatile UnreadFailures.@Nullable Tracked tracked;

        Failure(Throwable cause, boolean cancelled) {
            this.cause = cause;
            this.cancelled = cancelled;
        }
    }

    /** A waiter on the loop for a future: a link of its list. Reusable. */
    abstract static class Waiter {
        @Nullable
        FutureCore<?> on;

        @Nullable
        Waiter previous;

        @Nullable
        Waiter next;

        /** It is done. Called on the loop; must not run user code. */
        abstract void done();

        /** It is done, but its loop was closed before. Called on whatever thread. */
        void doneAfterClose() {}
    }

    private static final class Blocked {
        final Thread thread;
        final @Nullable Blocked next;

        Blocked(Thread thread, @Nullable Blocked next) {
            this.thread = thread;
            this.next = next;
        }

        /** A list without a thread, which is in it at most once. */
        static @Nullable Blocked without(Thread thread, @Nullable Blocked list) {
            if (list == null) return null;
            return list.thread == thread ? list.next : new Blocked(list.thread, without(thread, list.next));
        }
    }

    // completing

    final boolean succeed(T value) {
        return end(value == null ? NULL : value);
    }

    final boolean failWith(Throwable cause) {
        Failure failure = new Failure(cause, false);
        if (!end(failure)) return false;
        loop.unread.track(this, failure);
        return true;
    }

    final boolean endCancelled(Throwable cause) {
        return end(new Failure(cause, true));
    }

    private boolean end(Object result) {
        if (loop.onLoop()) return endHere(result);
        Ready firing = firing(); // first, since it may fail
        if (!OUTCOME.compareAndSet(this, null, result)) return false;
        if (blocked != null) unblock();
        if (!submitPatiently(firing)) tellAfterClose();
        return true;
    }

    /** It is done: while memory is short, the thread that ended it tries again, or its waiters would wait for ever. */
    private boolean submitPatiently(Ready firing) {
        while (true) {
            try {
                return loop.trySubmit(firing);
            } catch (OutOfMemoryError shortage) {
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    private boolean endHere(Object result) {
        if (!OUTCOME.compareAndSet(this, null, result)) return false;
        if (blocked == null && first == null) return true;
        try {
            if (blocked != null) unblock();
            tellWaiters();
        } catch (StackOverflowError overflow) {
            loop.untold = new Object[] {this, loop.untold}; // calls nothing, so it cannot overflow
            throw overflow;
        }
        return true;
    }

    /** Its end overflowed the stack of the caller: again, from the loop's own. */
    final void tellAgain() {
        if (blocked != null) unblock();
        tellWaiters();
    }

    /** What another thread sends to the loop for the waiters to be notified there. */
    Ready firing() {
        return new Ready() {
            @Override
            void step() {
                tellWaiters();
            }

            @Override
            void dropped() {
                tellAfterClose();
            }
        };
    }

    /** The loop is closed and runs nothing any more; but others may wait. The list belongs to the caller now. */
    final void tellAfterClose() {
        for (Waiter waiter = first; waiter != null; waiter = first) {
            removeWaiter(waiter);
            waiter.doneAfterClose();
        }
    }

    final void tellWaiters() {
        for (Waiter waiter = first; waiter != null; waiter = first) {
            removeWaiter(waiter);
            waiter.done();
        }
    }

    // waiters, on the loop

    final void addWaiter(Waiter waiter) {
        waiter.on = this;
        waiter.previous = last;
        if (last == null) first = waiter;
        else last.next = waiter;
        last = waiter;
    }

    /** Adds a waiter to a future of whatever loop. */
    final void addWaiterAnywhere(Waiter waiter) {
        if (loop.onLoop()) addWaiter(waiter);
        else loop.submitOrDrop(new Callback(loop, () -> addOrTell(waiter), Context.EMPTY));
    }

    private void addOrTell(Waiter waiter) {
        if (isDone()) waiter.done();
        else addWaiter(waiter);
    }

    final void removeWaiter(Waiter waiter) {
        if (waiter.on != this) return;
        Waiter previous = waiter.previous;
        Waiter next = waiter.next;
        if (previous == null) first = next;
        else previous.next = next;
        if (next == null) last = previous;
        else next.previous = previous;
        waiter.on = null;
        waiter.previous = null;
        waiter.next = null;
    }

    // outcome

    @Override
    public final boolean isDone() {
        return outcome != null;
    }

    @Override
    public final boolean isCancelled() {
        return outcome instanceof Failure f && f.cancelled;
    }

    final boolean hasFailed() {
        return outcome instanceof Failure;
    }

    final void markRead() {
        readFailure();
    }

    /** The failure of a done future, marked as read; null if it succeeded. */
    final @Nullable Failure readFailure() {
        if (!(outcome instanceof Failure failure)) return null;
        if (!failure.read) {
            failure.read = true;
            loop.unread.forget(failure);
        }
        return failure;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // succeed() is the only one that sets values, of type T
    final T value() {
        Object result = outcome;
        return (T) (result == NULL ? null : result);
    }

    /** The outcome of a done future, in the way of {@link #await()}. */
    final T result() {
        Failure failure = readFailure();
        if (failure == null) return value();
        throw thrown(failure);
    }

    private RuntimeException thrown(Failure failure) {
        Throwable cause = failure.cause;
        if (failure.cancelled) throw cancellation(failure);
        AwaitTrace.addTo(cause);
        return switch (cause) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default -> new CompletionException(cause);
        };
    }

    final CancellationException cancellation(Failure failure) {
        CancellationException thrown = new CancellationException(cancelMessage(failure.cause));
        thrown.initCause(failure.cause);
        return thrown;
    }

    /** What the exception that others get says of what cancelled this. */
    String cancelMessage(Throwable cause) {
        return String.valueOf(cause.getMessage());
    }

    // waiting

    @Override
    public final T await() {
        TaskCore<?> task = TaskCore.required();
        task.checkCancelled();
        if (outcome == null) task.awaitDone(this); // throws if it is the task itself
        else task.countOperation();
        return result();
    }

    @Override
    public final <X extends Exception> T await(Class<X> type) throws X {
        Objects.requireNonNull(type, "type");
        try {
            return await();
        } catch (CompletionException e) {
            if (type.isInstance(e.getCause())) throw type.cast(e.getCause());
            throw e;
        }
    }

    @Override
    public final T get() throws InterruptedException, ExecutionException {
        try {
            return get(0, false);
        } catch (TimeoutException e) {
            throw new LoopBugException("a wait without limit timed out", e);
        }
    }

    @Override
    public final T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return get(Objects.requireNonNull(unit, "unit").toNanos(timeout), true);
    }

    private T get(long nanos, boolean timed) throws InterruptedException, ExecutionException, TimeoutException {
        if (outcome == null) {
            if (TaskCore.current() != null) awaitInCoroutine(nanos, timed);
            else if (RunLoop.onThisThread() != null) throw new IllegalStateException(RunLoop.NO_WAIT_IN_CALLBACK);
            else block(nanos, timed);
        }
        Failure failure = readFailure();
        if (failure == null) return value();
        if (failure.cancelled) throw cancellation(failure);
        throw new ExecutionException(failure.cause);
    }

    private void awaitInCoroutine(long nanos, boolean timed) throws TimeoutException {
        TaskCore<?> task = TaskCore.required();
        if (!timed) {
            task.checkCancelled();
            task.awaitDone(this);
            return;
        }
        CancelScope limit = CancelScope.ofTimeout(Duration.ofNanos(nanos));
        limit.run(() -> {
            task.checkCancelled();
            task.awaitDone(this);
        });
        if (outcome == null) throw new TimeoutException("not done after " + nanos + " ns");
    }

    private void block(long nanos, boolean timed) throws InterruptedException, TimeoutException {
        long deadline = timed ? Clock.system().nanoTime() + nanos : 0;
        Thread me = Thread.currentThread();
        @Nullable Blocked before;
        do {
            before = blocked;
        } while (!BLOCKED.compareAndSet(this, before, new Blocked(me, before)));
        try {
            parkUntilDone(nanos, timed, deadline);
        } finally {
            forgetBlocked(me);
        }
    }

    /** A future that lives long may be waited for again and again, for a short time each. */
    private void forgetBlocked(Thread thread) {
        @Nullable Blocked list;
        do {
            list = blocked;
        } while (list != null && !BLOCKED.compareAndSet(this, list, Blocked.without(thread, list)));
    }

    private void parkUntilDone(long nanos, boolean timed, long deadline) throws InterruptedException, TimeoutException {
        while (outcome == null) {
            if (Thread.interrupted()) throw new InterruptedException();
            if (!timed) {
                LockSupport.park(this);
                continue;
            }
            long left = deadline - Clock.system().nanoTime();
            if (left <= 0) throw new TimeoutException("not done after " + nanos + " ns");
            LockSupport.parkNanos(this, left);
        }
    }

    private void unblock() {
        for (Blocked b = (Blocked) BLOCKED.getAndSet(this, null); b != null; b = b.next) LockSupport.unpark(b.thread);
    }

    @Override
    public final Loop loop() {
        return loop;
    }

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        return cancel("cancelled");
    }

    /** What a waiter of this waits for. */
    abstract WaitReason purposeOfAwaiting();

    // callbacks

    @Override
    public final Handle onDone(Consumer<? super Future<T>> callback) {
        Objects.requireNonNull(callback, "callback");
        DoneCallback handle =
                new DoneCallback(this, SpawnTrace.trace(loop, () -> callback.accept(this)), Context.current());
        if (loop.onLoop()) handle.register();
        else loop.submit(handle.registration());
        return handle;
    }

    @Override
    public final CompletableFuture<T> toCompletableFuture() {
        ForeignWaiter.Stage<T> stage = new ForeignWaiter.Stage<>(this);
        if (isDone()) copyTo(stage); // also when the loop is closed
        else stage.waiter.register();
        return stage;
    }

    final void copyTo(CompletableFuture<T> stage) {
        Failure failure = readFailure();
        if (failure == null) stage.complete(value());
        else if (failure.cancelled) stage.cancel(false);
        else stage.completeExceptionally(failure.cause);
    }

    /** A callback that waits for a future. */
    static final class DoneCallback extends Waiter implements Handle {

        private final FutureCore<?> future;
        private final Context context;
        private @Nullable Runnable callback;

        /** Set from any thread, as {@link #callback} is cleared; {@link #run} reads each of them once. */
        private volatile boolean cancelled;

        DoneCallback(FutureCore<?> future, Runnable callback, Context context) {
            this.future = future;
            this.callback = callback;
            this.context = context;
        }

        void register() {
            if (callback == null || cancelled) return;
            if (future.isDone()) done();
            else future.addWaiter(this);
        }

        Ready registration() {
            return new Ready() {
                @Override
                void step() {
                    register();
                }
            };
        }

        @Override
        void done() {
            future.loop.ready(new Callback(future.loop, this::run, context));
        }

        private void run() {
            Runnable run = callback;
            callback = null;
            if (run != null && !cancelled) run.run();
        }

        @Override
        public void cancel() {
            if (callback == null) return;
            cancelled = true;
            callback = null;
            if (future.loop.onLoop()) future.removeWaiter(this);
            else future.loop.submitOrDrop(new Callback(future.loop, () -> future.removeWaiter(this), Context.EMPTY));
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }
}
