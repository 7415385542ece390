package dev.pirn.pool;

import dev.pirn.pool.Link.Kind;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A function that was handed to a pool, and the future of its result. */
final class PoolTask<T extends @Nullable Object> extends CompletableFuture<T> {

    /** A task that workers die of before they have begun it is not handed out for ever. */
    private static final int MOST_ATTEMPTS = 3;

    final Kind kind;

    /** The function, serialized when it was handed in: what its objects are then is what the worker sees. */
    final byte[] bytes;

    private final ProcessPool pool;
    private final Object function;
    private final @Nullable T fixedResult;
    private final boolean hasFuture;

    /** The worker that has it; guarded by the queue's lock. */
    @Nullable
    Worker worker;

    private int attempts;

    private PoolTask(ProcessPool pool, Kind kind, Object function, @Nullable T fixedResult, boolean hasFuture) {
        this.pool = pool;
        this.kind = kind;
        this.function = function;
        this.fixedResult = fixedResult;
        this.hasFuture = hasFuture;
        this.bytes = Wire.bytesOf(function);
    }

    static <T extends @Nullable Object> PoolTask<T> ofCallable(ProcessPool pool, Callable<T> function) {
        return new PoolTask<>(pool, Kind.CALL, function, null, true);
    }

    static <T extends @Nullable Object> PoolTask<T> ofRunnable(ProcessPool pool, Runnable function, T result) {
        return new PoolTask<>(pool, Kind.RUN, function, result, true);
    }

    /** One without a future for its failure. */
    static PoolTask<@Nullable Object> ofExecute(ProcessPool pool, Runnable function) {
        return new PoolTask<>(pool, Kind.RUN, function, null, false);
    }

    /** Takes a task back that waits. If a worker runs it and that may be interrupted, the worker is killed. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) pool.queue().revoke(this, mayInterruptIfRunning);
        return cancelled;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what the function returned, of whatever type it claims
    void succeed(@Nullable Object value) {
        complete(kind == Kind.CALL ? (T) value : fixedResult);
    }

    void fail(Throwable failure) {
        if (hasFuture) completeExceptionally(failure);
        else if (completeExceptionally(failure)) reportUncaught(failure);
    }

    private static void reportUncaught(Throwable failure) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    }

    /** Counts that a worker gets it: false if that has been often enough. */
    boolean mayTryAgain() {
        return ++attempts < MOST_ATTEMPTS;
    }

    /** {@return what {@link ProcessPool#shutdownNow} hands back} */
    Runnable asRunnable() {
        return function instanceof Runnable runnable ? runnable : this::callHere;
    }

    private void callHere() {
        try {
            ((Callable<?>) function).call();
        } catch (Exception e) {
            throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
        }
    }

    String functionName() {
        return Wire.name(function);
    }

    @Override
    public String toString() {
        return "task " + functionName() + (isDone() ? " (done)" : "");
    }
}
