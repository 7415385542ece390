package dev.pirn;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Bridge: a loop that runs on a thread of its own until it is closed, for programs whose main part is not a
 * coroutine: AnyIO's blocking portal. Made by {@link Loops#background(String)}.
 *
 * <p>All methods may be called from any thread. The thread is a daemon: a loop that is not closed does not keep the JVM
 * alive, but then its coroutines' {@code finally} blocks do not run. It takes no signals: SIGINT and SIGTERM stay the
 * program's, unless its settings ask for them.
 *
 * <p>If a fatal error, such as an {@link OutOfMemoryError}, ends the loop, calls in progress are cancelled, later ones
 * throw a {@link ClosedException} with the error as its cause, and {@link #close} throws the error.
 */
public final class BackgroundLoop implements AutoCloseable {

    private final String name;
    private final Runner runner;
    private final Thread thread;

    /** Done when the loop runs, or cannot. */
    private final CompletableFuture<Promise<@Nullable Void>> started = new CompletableFuture<>();

    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    private BackgroundLoop(String name, Runner.Builder settings) {
        this.name = Objects.requireNonNull(name, "name");
        this.runner = settings.build();
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    static BackgroundLoop start(String name, Runner.Builder settings) {
        BackgroundLoop loop = new BackgroundLoop(name, settings);
        loop.thread.start();
        loop.end();
        return loop;
    }

    /** What ends the main coroutine. Waits until that runs; throws what kept the loop from being made. */
    private Promise<@Nullable Void> end() {
        try {
            return started.join();
        } catch (CompletionException e) {
            throw thrown(Objects.requireNonNull(e.getCause()));
        }
    }

    private void run() {
        try {
            runner.run(this::untilClosed);
        } catch (Throwable t) {
            failure = t;
            started.completeExceptionally(t);
        } finally {
            closed = true;
            runner.close();
        }
    }

    private void untilClosed() {
        Promise<@Nullable Void> end = Loop.current().promise();
        started.complete(end);
        end.await();
    }

    private RunLoop open() {
        if (!closed) return (RunLoop) end().loop();
        ClosedException refusal = new ClosedException("the background loop " + name + " is closed");
        refusal.initCause(failure);
        throw refusal;
    }

    /** {@return the loop} */
    public Loop loop() {
        return end().loop();
    }

    /**
     * Runs a coroutine on the loop and waits for its end: blocks a thread, suspends a coroutine. If the calling
     * thread is interrupted, or the calling coroutine cancelled, the coroutine is cancelled and its end awaited all the
     * same.
     *
     * @param body what to run, with the caller's task-local values
     * @param <T> the type of its result
     * @return its result
     * @throws CompletionException around a checked exception; unchecked ones are thrown as they are
     * @throws CancellationException if it was cancelled, for example because this was closed, or because the calling
     *     thread was interrupted, which still is then
     * @throws ClosedException if this was closed before
     * @throws IllegalStateException if called from a callback, which cannot wait
     */
    public <T extends @Nullable Object> T call(Body<? extends T, ?> body) {
        checkCanWait();
        return await(submit(body));
    }

    /**
     * Runs a coroutine without a result on the loop and waits for its end, as {@link #call(Body)}.
     *
     * @param body what to run, with the caller's task-local values
     * @param <B> its type: a parameter, so that Kotlin takes a lambda for a {@link Body} and keeps its result
     */
    public <B extends Block<?>> void call(B body) {
        checkCanWait();
        await(submit(body));
    }

    private static void checkCanWait() {
        if (TaskCore.current() == null && RunLoop.onThisThread() != null)
            throw new IllegalStateException(RunLoop.NO_WAIT_IN_CALLBACK);
    }

    private static <T extends @Nullable Object> T await(Task<T> submitted) {
        TaskCore<T> task = (TaskCore<T>) submitted;
        TaskCore<?> caller = TaskCore.current();
        if (caller == null) return awaitBlocking(task);
        try {
            return task.await();
        } catch (Cancelled c) {
            task.cancel("its caller was cancelled: " + c.reason());
            caller.awaitShielded(task);
            throw c;
        }
    }

    private static <T extends @Nullable Object> T awaitBlocking(TaskCore<T> task) {
        boolean interrupted = false;
        while (!task.isDone()) {
            try {
                var _ = task.get();
            } catch (InterruptedException e) {
                interrupted = true;
                task.cancel("the calling thread was interrupted");
            } catch (ExecutionException | CancellationException e) {
                break; // result() throws it as a coroutine would get it
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        return task.result();
    }

    /**
     * Starts a coroutine on the loop. Does not wait.
     *
     * @param body what to run, with the caller's task-local values
     * @param <T> the type of its result
     * @return the task: {@link Future#get} waits for it in threads, {@link Future#await} in coroutines. A failure
     *     that no one reads goes to the loop's exception handler
     * @throws ClosedException if this was closed before
     */
    public <T extends @Nullable Object> Task<T> submit(Body<? extends T, ?> body) {
        return submitBlock(null, body);
    }

    /**
     * Starts a named coroutine on the loop, as {@link #submit(Body)}.
     *
     * @param taskName its name, for messages and dumps
     * @param body what to run, with the caller's task-local values
     * @param <T> the type of its result
     * @return the task
     */
    public <T extends @Nullable Object> Task<T> submit(String taskName, Body<? extends T, ?> body) {
        return submitBlock(Objects.requireNonNull(taskName, "taskName"), body);
    }

    /**
     * Starts a coroutine without a result on the loop, as {@link #submit(Body)}.
     *
     * @param body what to run, with the caller's task-local values
     * @param <B> its type: a parameter, so that Kotlin takes a lambda for a {@link Body} and keeps its result
     * @return the task
     */
    public <B extends Block<?>> Task<@Nullable Void> submit(B body) {
        return submitBlock(null, body);
    }

    /**
     * Starts a named coroutine without a result on the loop, as {@link #submit(Body)}.
     *
     * @param taskName its name, for messages and dumps
     * @param body what to run, with the caller's task-local values
     * @param <B> its type: a parameter, so that Kotlin takes a lambda for a {@link Body} and keeps its result
     * @return the task
     */
    public <B extends Block<?>> Task<@Nullable Void> submit(String taskName, B body) {
        return submitBlock(Objects.requireNonNull(taskName, "taskName"), body);
    }

    private <T extends @Nullable Object> TaskCore<T> submitBlock(@Nullable String taskName, Block<?> body) {
        Objects.requireNonNull(body, "body");
        RunLoop loop = open();
        try {
            return loop.spawnTask(taskName, body, null);
        } catch (LoopClosedException e) { // meanwhile
            closed = true;
            return submitBlock(taskName, body); // says so
        }
    }

    /**
     * Ends the loop: cancels its tasks, waits until they have ended, closes it, and waits for its thread. Blocks the
     * calling thread; an interrupt does not end that, and is kept for later. Tasks that ignore their cancellation
     * hold it; after ten seconds they are reported to the loop's exception handler. Closing twice is fine.
     *
     * @throws IllegalStateException if called on the loop itself, which would wait for its own end
     */
    @Override
    public void close() {
        Promise<@Nullable Void> end = end();
        if (end.loop().onLoop()) throw new IllegalStateException(this + " is closed from outside, not by its own code");
        closed = true;
        boolean _ = end.complete(null);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        Throwable ended = failure;
        if (ended != null) throw thrown(ended);
    }

    private static RuntimeException thrown(Throwable failure) {
        return switch (failure) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default -> new CompletionException(failure);
        };
    }

    /** {@return its name and whether it is closed} */
    @Override
    public String toString() {
        return "background loop " + name + (closed ? ", closed" : "");
    }
}
