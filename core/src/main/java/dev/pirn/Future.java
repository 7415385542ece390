package dev.pirn;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Wait: the result of something that belongs to a loop: awaited by coroutines, blocked on by other threads.
 *
 * <p>All methods may be called from any thread unless they say otherwise. A future holds its callbacks until it is
 * done.
 *
 * @param <T> the type of the result
 */
public sealed interface Future<T extends @Nullable Object> extends java.util.concurrent.Future<T>
        permits FutureCore, Task {

    /**
     * Suspends the calling coroutine until this is done. A done future answers at once. Being cancelled while awaiting
     * does not cancel what is awaited.
     *
     * @return the result
     * @throws CompletionException around a checked exception; unchecked ones are thrown as they are
     * @throws CancellationException if this was cancelled
     * @throws Cancelled if the calling coroutine is in a cancelled scope
     * @throws IllegalStateException if called from a callback, which cannot wait, or from a thread that has no
     *     coroutine (use {@link #get()} there)
     */
    T await();

    /**
     * Awaits as {@link #await()} does, but throws checked exceptions of one type unwrapped.
     *
     * @param type the exception's class, for example {@code IOException.class}
     * @param <X> its type
     * @return the result
     * @throws X if this failed with it
     */
    <X extends Exception> T await(Class<X> type) throws X;

    /** {@return the loop it belongs to} */
    Loop loop();

    /**
     * Registers a callback for when this is done. It runs on the loop, through its ready queue, never inside this
     * call, with the task-local values of the caller. Callbacks run in the order of their registration.
     *
     * @param callback gets this future
     * @return to take the callback back
     */
    Handle onDone(Consumer<? super Future<T>> callback);

    /**
     * Cancels: a promise is done with that, a task's root scope is cancelled and the task decides when it is done.
     *
     * @param reason why, for messages
     * @return false if it was done already
     */
    boolean cancel(String reason);

    /**
     * Cancels with an unspecific reason.
     *
     * @param mayInterruptIfRunning without effect; a task notices at its next await
     * @return false if it was done already
     */
    @Override
    boolean cancel(boolean mayInterruptIfRunning);

    /**
     * {@return a new completable future with the same outcome; cancelling it cancels this one} Its dependents run on
     * the loop thread as callbacks unless an executor is given to them.
     */
    CompletableFuture<T> toCompletableFuture();
}
