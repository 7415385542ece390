package dev.pirn;

import dev.pirn.MultiWait.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Run: asyncio's functions, made for a static import. Unless one says otherwise it is called in a coroutine and may
 * suspend it; what suspends throws {@link Cancelled} in a cancelled scope, {@link IllegalStateException} outside
 * coroutines.
 */
public final class Async {

    private Async() {}

    // running

    /**
     * Runs a main coroutine on a new loop, as {@link Pirn#run(Body)}. Called on an ordinary thread, which it blocks.
     *
     * @param main what to run
     * @param <T> the type of its result
     * @return its result
     */
    public static <T extends @Nullable Object> T run(Body<? extends T, ?> main) {
        return Pirn.run(main);
    }

    /**
     * Runs a main coroutine without a result, as {@link #run(Body)}.
     *
     * @param main what to run
     * @param <B> its type: a parameter, so that Kotlin takes a lambda for a {@link Body} and keeps its result
     */
    public static <B extends Block<?>> void run(B main) {
        Pirn.run(main);
    }

    /**
     * Starts a task that belongs to the run: asyncio's {@code create_task}. Called in a coroutine or a callback; does
     * not suspend. {@link TaskGroup} is the better way where the task's life fits into a block.
     *
     * @param body what it does
     * @param <T> the type of its result
     * @return the task, which starts in the loop's next turn
     */
    public static <T extends @Nullable Object> Task<T> spawn(Body<? extends T, ?> body) {
        return RunLoop.required().spawn(body);
    }

    /**
     * Starts a named task, as {@link #spawn(Body)}.
     *
     * @param name its name, for messages and dumps
     * @param body what it does
     * @param <T> the type of its result
     * @return the task
     */
    public static <T extends @Nullable Object> Task<T> spawn(String name, Body<? extends T, ?> body) {
        return RunLoop.required().spawn(name, body);
    }

    /**
     * Starts a task without a result, as {@link #spawn(Body)}.
     *
     * @param body what it does
     * @param <B> its type: a parameter, so that Kotlin takes a lambda for a {@link Body} and keeps its result
     * @return the task
     */
    public static <B extends Block<?>> Task<@Nullable Void> spawn(B body) {
        return RunLoop.required().spawn(body);
    }

    /**
     * Starts a named task without a result, as {@link #spawn(Body)}.
     *
     * @param name its name, for messages and dumps
     * @param body what it does
     * @param <B> its type: a parameter, so that Kotlin takes a lambda for a {@link Body} and keeps its result
     * @return the task
     */
    public static <B extends Block<?>> Task<@Nullable Void> spawn(String name, B body) {
        return RunLoop.required().spawn(name, body);
    }

    /** {@return the task of the calling coroutine} Does not suspend. */
    public static Task<?> currentTask() {
        return TaskCore.required();
    }

    /** {@return the tasks of this loop that are not done, oldest first} Called on the loop; does not suspend. */
    public static Collection<Task<?>> allTasks() {
        return RunLoop.required().tasks();
    }

    // waiting

    /**
     * Suspends for some time, at least.
     *
     * @param duration how long; zero or less lets the others run once
     */
    public static void sleep(Duration duration) {
        Objects.requireNonNull(duration, "duration");
        TaskCore<?> task = TaskCore.required();
        if (duration.isPositive()) task.sleepUntil(task.loop.after(duration));
        else task.yieldNow();
    }

    /** Suspends until everything that is ready has run once: asyncio's {@code sleep(0)}. */
    public static void yieldNow() {
        TaskCore.required().yieldNow();
    }

    /**
     * Gives the others a chance after an operation that did not have to wait: throws if the scope is cancelled, and
     * suspends once in 128 calls of one step, so that a coroutine whose data is always there cannot starve the rest.
     * For those who write primitives.
     */
    public static void checkpoint() {
        TaskCore<?> task = TaskCore.required();
        task.checkCancelled();
        task.countOperation();
    }

    /**
     * Throws if the caller was cancelled: a coroutine's scope, or, in a function that {@link #toThread} runs in another
     * thread, the coroutine that waits for it. Does not suspend unless it throws; as all that throws {@link Cancelled},
     * it lets the others run now and then, so that code which swallows that and tries again cannot starve them.
     *
     * @throws Cancelled if so
     */
    public static void checkCancelled() {
        TaskCore<?> task = TaskCore.current();
        if (task != null) task.checkCancelled();
        else Job.checkCancelled();
    }

    /**
     * Awaits a future, as {@link Future#await()}.
     *
     * @param future what to await; cancelling the caller does not cancel it
     * @param <T> the type of its result
     * @return its result
     */
    public static <T extends @Nullable Object> T await(Future<T> future) {
        Objects.requireNonNull(future, "future");
        return future.await();
    }

    /**
     * Awaits a completion stage. If the caller is cancelled, the stage is cancelled as well: it has no other owner.
     *
     * @param stage what to await
     * @param <T> the type of its result
     * @return its result
     * @throws CompletionException around a checked exception; unchecked ones are thrown as they are
     * @throws CancellationException if it was cancelled
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        Objects.requireNonNull(stage, "stage");
        return Bridges.await(stage);
    }

    /**
     * Awaits a completable future, as {@link #await(CompletionStage)}.
     *
     * @param future what to await
     * @param <T> the type of its result
     * @return its result
     */
    public static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
        Objects.requireNonNull(future, "future");
        return Bridges.await((CompletionStage<T>) future);
    }

    /**
     * Awaits a future of the JDK, which has no callbacks: a virtual thread of its own waits for it. If the caller is
     * cancelled, the future is cancelled as well.
     *
     * @param future what to await
     * @param <T> the type of its result
     * @return its result
     * @throws CompletionException around a checked exception; unchecked ones are thrown as they are
     * @throws CancellationException if it was cancelled
     */
    public static <T extends @Nullable Object> T await(java.util.concurrent.Future<T> future) {
        Objects.requireNonNull(future, "future");
        return Bridges.await(future);
    }

    /**
     * {@return a future of the current loop with the outcome of a stage} Cancelling it cancels that. Does not suspend.
     *
     * @param stage the stage
     * @param <T> the type of its result
     */
    public static <T extends @Nullable Object> Future<T> wrap(CompletionStage<T> stage) {
        Objects.requireNonNull(stage, "stage");
        return Bridges.wrap(stage);
    }

    /**
     * Starts tasks and awaits them all. If one fails, that is thrown and the others go on. If the caller is cancelled,
     * they are cancelled and awaited.
     *
     * @param bodies what they do
     * @param <T> the type of their results
     * @return their results, in the order of the bodies
     */
    @SafeVarargs
    public static <T extends @Nullable Object> List<T> gather(Body<? extends T, ?>... bodies) {
        Objects.requireNonNull(bodies, "bodies");
        List<Future<T>> tasks = new ArrayList<>(bodies.length);
        RunLoop loop = RunLoop.required();
        for (Body<? extends T, ?> body : bodies) tasks.add(loop.spawn(body));
        return gather(tasks);
    }

    /**
     * Awaits futures. If one fails, that is thrown and the others go on; what they fail with later is not reported. If
     * the caller is cancelled, all of them are cancelled and awaited.
     *
     * @param futures what to await
     * @param <T> the type of their results
     * @return their results, in the order of the futures
     */
    public static <T extends @Nullable Object> List<T> gather(Collection<? extends Future<? extends T>> futures) {
        Objects.requireNonNull(futures, "futures");
        await(futures, Until.FIRST_FAILURE);
        List<T> results = new ArrayList<>(futures.size());
        Future<? extends T> failed = null;
        for (Future<? extends T> future : futures) {
            if (((FutureCore<?>) future).hasFailed()) failed = future;
            if (failed != null) break;
        }
        if (failed != null) throwFirst(futures, failed);
        for (Future<? extends T> future : futures) results.add(((FutureCore<? extends T>) future).value());
        return results;
    }

    private static void throwFirst(Collection<? extends Future<?>> futures, Future<?> failed) {
        for (Future<?> future : futures) MultiWait.ignoreFailure((FutureCore<?>) future);
        Object unreachable = ((FutureCore<?>) failed).result();
        throw new LoopBugException("a failed future has the result " + unreachable);
    }

    /**
     * Awaits futures, however they end: asyncio's {@code gather(return_exceptions=True)}. Read their outcomes with
     * {@link java.util.concurrent.Future#state}. If the caller is cancelled, all of them are cancelled and awaited.
     *
     * @param futures what to await
     * @param <T> the type of their results
     * @return the futures, all done
     */
    public static <T extends @Nullable Object> List<Future<T>> gatherSettled(Collection<? extends Future<T>> futures) {
        Objects.requireNonNull(futures, "futures");
        await(futures, Until.ALL);
        for (Future<T> future : futures) MultiWait.ignoreFailure((FutureCore<?>) future);
        return List.copyOf(futures);
    }

    /** Awaits futures that the caller owns: its cancellation is theirs. */
    private static void await(Collection<? extends Future<?>> futures, Until until) {
        try {
            MultiWait.awaitOwned(futures, until);
        } catch (Cancelled c) {
            for (Future<?> future : futures) future.cancel(c.reason());
            MultiWait.awaitAllShielded(futures);
            for (Future<?> future : futures) MultiWait.ignoreFailure((FutureCore<?>) future);
            throw c;
        }
    }

    /**
     * Suspends until all futures are done, however they end. Cancels nothing, throws nothing of theirs.
     *
     * @param futures what to wait for
     * @param <F> their type
     * @return which are done: all
     * @throws IllegalArgumentException if there are none
     */
    public static <F extends Future<?>> Waited<F> waitAll(Collection<? extends F> futures) {
        return wait(null, Until.ALL, futures);
    }

    /**
     * Suspends until all futures are done, as {@link #waitAll(Collection)}, or some time is over.
     *
     * @param limit how long at most
     * @param futures what to wait for
     * @param <F> their type
     * @return which are done
     */
    public static <F extends Future<?>> Waited<F> waitAll(Duration limit, Collection<? extends F> futures) {
        Objects.requireNonNull(limit, "limit");
        return wait(limit, Until.ALL, futures);
    }

    /**
     * Suspends until a future is done; else as {@link #waitAll(Collection)}.
     *
     * @param futures what to wait for
     * @param <F> their type
     * @return which are done when the caller runs again: one at least
     */
    public static <F extends Future<?>> Waited<F> waitFirst(Collection<? extends F> futures) {
        return wait(null, Until.FIRST, futures);
    }

    /**
     * Suspends until a future is done, as {@link #waitFirst(Collection)}, or some time is over.
     *
     * @param limit how long at most
     * @param futures what to wait for
     * @param <F> their type
     * @return which are done when the caller runs again
     */
    public static <F extends Future<?>> Waited<F> waitFirst(Duration limit, Collection<? extends F> futures) {
        Objects.requireNonNull(limit, "limit");
        return wait(limit, Until.FIRST, futures);
    }

    /**
     * Suspends until a future has failed or was cancelled, or all are done; else as {@link #waitAll(Collection)}.
     *
     * @param futures what to wait for
     * @param <F> their type
     * @return which are done when the caller runs again
     */
    public static <F extends Future<?>> Waited<F> waitFirstFailure(Collection<? extends F> futures) {
        return wait(null, Until.FIRST_FAILURE, futures);
    }

    /**
     * Suspends until a future has failed or was cancelled, or all are done, or some time is over.
     *
     * @param limit how long at most
     * @param futures what to wait for
     * @param <F> their type
     * @return which are done when the caller runs again
     */
    public static <F extends Future<?>> Waited<F> waitFirstFailure(Duration limit, Collection<? extends F> futures) {
        Objects.requireNonNull(limit, "limit");
        return wait(limit, Until.FIRST_FAILURE, futures);
    }

    private static <F extends Future<?>> Waited<F> wait(
            @Nullable Duration limit, Until until, Collection<? extends F> futures) {
        Objects.requireNonNull(futures, "futures");
        if (futures.isEmpty()) throw new IllegalArgumentException("nothing to wait for: no futures were given");
        if (limit == null) MultiWait.checkNotOnlySelf(futures, until);
        if (limit == null) MultiWait.await(futures, until);
        else CancelScope.ofTimeout(limit).run(() -> MultiWait.await(futures, until));
        Set<F> done = new LinkedHashSet<>();
        Set<F> pending = new LinkedHashSet<>();
        for (F future : futures) (future.isDone() ? done : pending).add(future);
        return new Waited<>(done, pending);
    }

    /**
     * Awaits a future for some time at most; then it is cancelled and its end awaited, however long its cleanup takes.
     * If it ends with a result all the same, that counts. So does a failure, which has the {@link TimedOutException}
     * among its suppressed exceptions. It is also cancelled if the caller is.
     *
     * @param limit how long at most; if the future is done, its result counts however short the time
     * @param future what to await
     * @param <T> the type of its result
     * @return its result
     * @throws TimedOutException if the time was over; its cause, that of the future's cancellation, shows where a task
     *     waited
     */
    public static <T extends @Nullable Object> T waitFor(Duration limit, Future<T> future) {
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(future, "future");
        FutureCore<T> core = (FutureCore<T>) future;
        TaskCore.required().checkCancelled();
        boolean over = !core.isDone() && !endsWithin(limit, core);
        FutureCore.Failure failure = over ? core.readFailure() : null;
        if (failure != null) showTimeout(failure, "waitFor: not done within " + limit + ": " + future);
        return core.result();
    }

    private static void showTimeout(FutureCore.Failure failure, String message) {
        if (failure.cancelled) throw new TimedOutException(message, failure.cause);
        failure.cause.addSuppressed(new TimedOutException(message)); // of its cleanup
    }

    /** Awaits a future's end, and makes it end when the time is over: false then. */
    private static boolean endsWithin(Duration limit, FutureCore<?> future) {
        TaskCore<?> task = TaskCore.required();
        try {
            CancelScope.ofTimeout(limit).run(() -> {
                task.checkCancelled();
                task.awaitOwned(future);
            });
        } catch (Cancelled c) {
            future.cancel(c.reason());
            task.awaitShielded(future);
            throw c;
        }
        if (future.isDone()) return true;
        future.cancel("waitFor: the time was over");
        task.awaitShielded(future);
        if (!future.isDone())
            throw new IllegalStateException("its end cannot be awaited, because it waits for the caller: " + future);
        return false;
    }

    /**
     * Iterates over futures in the order in which they are done; the iterator's {@code next} suspends. It can be left
     * and resumed. Cancels nothing.
     *
     * @param futures the futures
     * @param <F> their type
     * @return the same futures, each once it is done
     */
    public static <F extends Future<?>> Iterable<F> asCompleted(Collection<? extends F> futures) {
        Objects.requireNonNull(futures, "futures");
        Completions<F> completions = new Completions<>(futures, Long.MAX_VALUE);
        return () -> completions;
    }

    /**
     * Iterates over futures in the order in which they are done, for some time at most.
     *
     * @param limit how long from now; then {@code next} throws {@link TimedOutException}
     * @param futures the futures
     * @param <F> their type
     * @return the same futures, each once it is done
     */
    public static <F extends Future<?>> Iterable<F> asCompleted(Duration limit, Collection<? extends F> futures) {
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(futures, "futures");
        Completions<F> completions =
                new Completions<>(futures, RunLoop.required().after(limit));
        return () -> completions;
    }

    // cancellation

    /**
     * Makes a future that ends like another one, but can be cancelled without cancelling that: for {@link #waitFor} and
     * {@link #gather}, which own what they are given. Called on the loop; does not suspend.
     *
     * @param future what to protect
     * @param <T> the type of its result
     * @return the protected future itself if it is done, else a new one
     */
    public static <T extends @Nullable Object> Future<T> shield(Future<T> future) {
        Objects.requireNonNull(future, "future");
        if (future.isDone()) return future;
        FutureCore<T> inner = (FutureCore<T>) future;
        Promise<T> outer = RunLoop.required().promise();
        Handle copying = inner.onDone(done -> {
            if (!outer.isDone()) MultiWait.copyOutcome(inner, outer);
        });
        outer.onCancel = new Shield(inner, copying); // a future that lives long may be shielded again and again
        return outer;
    }

    /**
     * Runs a body that cancellation from outside does not reach: for cleanup that must await.
     *
     * @param body what to run, in the calling coroutine
     * @param <T> the type of its result
     * @param <X> the checked exception it throws
     * @return its result
     * @throws X if it fails
     */
    public static <T extends @Nullable Object, X extends Throwable> T shielded(Body<T, X> body) throws X {
        Objects.requireNonNull(body, "body");
        return certain(new CancelScope().shield(true).call(body)); // no other code has this scope to cancel it
    }

    /**
     * Runs a body without a result that cancellation from outside does not reach.
     *
     * @param body what to run, in the calling coroutine
     * @param <X> the checked exception it throws
     * @throws X if it fails
     */
    public static <X extends Throwable> void shielded(Block<X> body) throws X {
        Objects.requireNonNull(body, "body");
        new CancelScope().shield(true).run(body);
    }

    /**
     * Runs a body for some time at most. Then its awaits throw {@link Cancelled}, and where coroutines are of the kind
     * {@code loop}, blocking code that knows nothing of Pirn is interrupted. The JDK then closes its socket or channel.
     *
     * <p>If cleanup fails after that, its failure is thrown; the {@link TimedOutException} is among its suppressed
     * ones.
     *
     * @param limit how long; zero or less is over at the first await
     * @param body what to run, in the calling coroutine
     * @param <T> the type of its result
     * @param <X> the checked exception it throws
     * @return its result
     * @throws X if it fails
     * @throws TimedOutException if the time was over and that ended the body; its cause shows where the body waited
     */
    public static <T extends @Nullable Object, X extends Throwable> T timeout(Duration limit, Body<T, X> body)
            throws X {
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(body, "body");
        return within(CancelScope.ofTimeout(limit).timingOut(limit), body);
    }

    /**
     * Runs a body without a result for some time at most, as {@link #timeout(Duration, Body)}.
     *
     * @param limit how long; zero or less is over at the first await
     * @param body what to run, in the calling coroutine
     * @param <X> the checked exception it throws
     * @throws X if it fails
     */
    public static <X extends Throwable> void timeout(Duration limit, Block<X> body) throws X {
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(body, "body");
        CancelScope scope = CancelScope.ofTimeout(limit).timingOut(limit);
        scope.run(body);
        if (scope.cancelCaught()) throw scope.timedOut();
    }

    /**
     * Runs a body until a certain time at most.
     *
     * @param deadline when, in nanoseconds of {@link Loop#time}
     * @param body what to run, in the calling coroutine
     * @param <T> the type of its result
     * @param <X> the checked exception it throws
     * @return its result
     * @throws X if it fails
     * @throws TimedOutException if the time was over and an await in the body was ended by that
     */
    public static <T extends @Nullable Object, X extends Throwable> T timeoutAt(long deadline, Body<T, X> body)
            throws X {
        Objects.requireNonNull(body, "body");
        return within(CancelScope.ofDeadline(deadline).timingOut("the deadline was over"), body);
    }

    private static <T extends @Nullable Object, X extends Throwable> T within(CancelScope scope, Body<T, X> body)
            throws X {
        T result = scope.call(body);
        if (scope.cancelCaught()) throw scope.timedOut();
        return certain(result);
    }

    /** The result of a scope whose own cancellation has not ended it: null only if T allows that. */
    @SuppressWarnings("NullAway")
    private static <T extends @Nullable Object> T certain(@Nullable T result) {
        return result;
    }

    // other threads

    /**
     * Runs a blocking function in the loop's pool of threads and awaits it. Cancelling the caller waits for the
     * function, which can look with {@link #checkCancelled}: a thread cannot be stopped from outside.
     *
     * @param function what to run, with the caller's task-local values
     * @param <T> the type of its result
     * @return its result
     * @throws CompletionException around a checked exception; unchecked ones are thrown as they are
     */
    public static <T extends @Nullable Object> T toThread(Callable<? extends T> function) {
        Objects.requireNonNull(function, "function");
        return Bridges.toThread(function, false);
    }

    /**
     * Runs a blocking function in the loop's pool of threads and awaits it, as {@link #toThread}. Cancelling the caller
     * does not wait for the function: it goes on, and its result is dropped.
     *
     * @param function what to run, with the caller's task-local values
     * @param <T> the type of its result
     * @return its result
     * @throws CompletionException around a checked exception; unchecked ones are thrown as they are
     */
    public static <T extends @Nullable Object> T toThreadOrAbandon(Callable<? extends T> function) {
        Objects.requireNonNull(function, "function");
        return Bridges.toThread(function, true);
    }

    /**
     * Runs a function in another thread, as {@link Loop#runInExecutor}. Does not suspend.
     *
     * @param executor where; null for the loop's own pool
     * @param function what to run, with the caller's task-local values
     * @param <T> the type of its result
     * @return its outcome
     */
    public static <T extends @Nullable Object> Future<T> runInExecutor(
            @Nullable ExecutorService executor, Callable<? extends T> function) {
        return RunLoop.required().runInExecutor(executor, function);
    }

    /**
     * {@return as {@link #waitAll(Duration, Collection)}, of which it is the earlier form}
     *
     * @param futures what to wait for
     * @param limit how long at most
     * @param <F> their type
     * @deprecated The limit comes first, as in all methods.
     */
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // the annotation that it wants comes from a library
    public static <F extends Future<?>> Waited<F> waitAll(Collection<? extends F> futures, Duration limit) {
        return waitAll(limit, futures);
    }

    /**
     * {@return as {@link #waitFirst(Duration, Collection)}, of which it is the earlier form}
     *
     * @param futures what to wait for
     * @param limit how long at most
     * @param <F> their type
     * @deprecated The limit comes first, as in all methods.
     */
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // the annotation that it wants comes from a library
    public static <F extends Future<?>> Waited<F> waitFirst(Collection<? extends F> futures, Duration limit) {
        return waitFirst(limit, futures);
    }

    /**
     * {@return as {@link #waitFirstFailure(Duration, Collection)}, of which it is the earlier form}
     *
     * @param futures what to wait for
     * @param limit how long at most
     * @param <F> their type
     * @deprecated The limit comes first, as in all methods.
     */
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // the annotation that it wants comes from a library
    public static <F extends Future<?>> Waited<F> waitFirstFailure(Collection<? extends F> futures, Duration limit) {
        return waitFirstFailure(limit, futures);
    }

    /**
     * {@return as {@link #asCompleted(Duration, Collection)}, of which it is the earlier form}
     *
     * @param futures what to wait for
     * @param limit how long at most
     * @param <F> their type
     * @deprecated The limit comes first, as in all methods.
     */
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // the annotation that it wants comes from a library
    public static <F extends Future<?>> Iterable<F> asCompleted(Collection<? extends F> futures, Duration limit) {
        return asCompleted(limit, futures);
    }
}
