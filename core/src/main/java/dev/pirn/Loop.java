package dev.pirn;

import dev.pirn.observe.Meter;
import dev.pirn.spi.IoDriver;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Run: an event loop: one thread that runs callbacks and coroutines one at a time, and waits when none can run.
 *
 * <p>Every method may be called from any thread unless it says otherwise; a call from outside takes its way through the
 * loop's inbox and wakes it. Made by a {@link Runner}. Callbacks run on the bare loop thread: they must not block or
 * await. A closed loop refuses what would have to run on it with a {@link LoopClosedException}.
 */
public sealed interface Loop extends Executor, AutoCloseable permits AbstractLoop {

    // which one

    /**
     * {@return the loop of the calling coroutine or callback}
     *
     * @throws IllegalStateException if the caller is neither
     */
    static Loop current() {
        return RunLoop.required();
    }

    /** {@return the loop of the calling coroutine or callback; null if the caller is neither} */
    static @Nullable Loop currentOrNull() {
        return RunLoop.currentOrNull();
    }

    /** {@return whether the caller is on this loop: its bare thread, or a coroutine that it is running} */
    boolean onLoop();

    /** {@return its number in this JVM, from 1, as in {@link Pirn#dump}} From any thread. */
    int id();

    /** {@return its name: that of the thread which first had it run, or {@code loop-N} before} From any thread. */
    String name();

    /** {@return the name of the provider it runs on, for example {@code nio}} */
    String backend();

    /** {@return how its coroutines are made: {@code loop} or {@code baton}} */
    String coroutines();

    // callbacks and timers

    /**
     * Runs a callback in the loop's next turn, after what was registered before it.
     *
     * @param callback what to run, with the task-local values of the caller
     * @return to take it back
     */
    Handle callSoon(Runnable callback);

    /** Runs a callback soon, as {@link #callSoon} does: a loop is an executor. */
    @Override
    void execute(Runnable callback);

    /**
     * Runs a callback some time from now: never before, and in the order of deadlines, then of registration.
     *
     * @param delay how long from now; zero or less means the next turn
     * @param callback what to run, with the task-local values of the caller
     * @return to take it back
     */
    TimerHandle callLater(Duration delay, Runnable callback);

    /**
     * Runs a callback at a certain time.
     *
     * @param nanos when, in nanoseconds of {@link #time}
     * @param callback what to run, with the task-local values of the caller
     * @return to take it back
     */
    TimerHandle callAt(long nanos, Runnable callback);

    /** {@return the time of the loop's clock, in nanoseconds since some fixed origin} */
    long time();

    /** {@return how many timers are pending} On the loop, or while it is not running. */
    int timerCount();

    // tasks and promises

    /**
     * Starts a task. It belongs to the current run: what is left when the run's main task ends is cancelled and
     * awaited. From another thread the task's {@link Future#get()} waits for the result.
     *
     * @param body what it does
     * @param <T> the type of its result
     * @return the task, which starts in the next turn
     */
    <T extends @Nullable Object> Task<T> spawn(Body<? extends T, ?> body);

    /**
     * Starts a named task, as {@link #spawn(Body)}.
     *
     * @param name its name, for messages and dumps
     * @param body what it does
     * @param <T> the type of its result
     * @return the task
     */
    <T extends @Nullable Object> Task<T> spawn(String name, Body<? extends T, ?> body);

    /**
     * Starts a task without a result, as {@link #spawn(Body)}.
     *
     * @param body what it does
     * @param <B> its type: a parameter, so that Kotlin takes a lambda for a {@link Body} and keeps its result
     * @return the task
     */
    <B extends Block<?>> Task<@Nullable Void> spawn(B body);

    /**
     * Starts a named task without a result, as {@link #spawn(Body)}.
     *
     * @param name its name, for messages and dumps
     * @param body what it does
     * @param <B> its type: a parameter, so that Kotlin takes a lambda for a {@link Body} and keeps its result
     * @return the task
     */
    <B extends Block<?>> Task<@Nullable Void> spawn(String name, B body);

    /**
     * {@return a new promise of this loop}
     *
     * @param <T> the type of its result
     */
    <T extends @Nullable Object> Promise<T> promise();

    /**
     * Runs a function in another thread, process or machine: wherever the executor does. An executor that serializes
     * what it is given, as {@code dev.pirn.pool.ProcessPool} and those of distributed engines do, gets {@code
     * function} itself, which must be serializable then; it runs without the task-local values of the caller.
     *
     * @param executor where; null for the loop's own pool of daemon threads
     * @param function what to run, with the task-local values of the caller
     * @param <T> the type of its result
     * @return its outcome; a failure if the executor refuses the function. Cancelling it takes the function back if
     *     it has not started; one that runs in a thread of this JVM goes on and its result is dropped; one that runs
     *     elsewhere is stopped if the executor can, as by {@code cancel(true)} of its future
     */
    <T extends @Nullable Object> Future<T> runInExecutor(
            @Nullable ExecutorService executor, Callable<? extends T> function);

    /** {@return the tasks that are not done, oldest first} On the loop, or while it is not running. */
    Collection<Task<?>> tasks();

    /**
     * Sets who has a say in the tasks that are made from now on.
     *
     * @param factory the factory; null for none
     */
    void taskFactory(@Nullable TaskFactory factory);

    // running it

    /**
     * Runs the loop on the calling thread until {@link #stop}. Stopped before, it polls once without waiting, runs
     * what is ready, and returns.
     *
     * @throws IllegalStateException if this loop or another one runs on this thread
     */
    void runForever();

    /**
     * Runs the loop on the calling thread until a future is done.
     *
     * @param future a future of this loop
     * @param <T> the type of its result
     * @return its result, or throws, as {@link Future#await()} does
     * @throws IllegalStateException if the loop was stopped before the future was done, which can go on in a later run
     */
    <T extends @Nullable Object> T runUntilComplete(Future<T> future);

    /**
     * Makes one turn on the calling thread without waiting, for tests and for hosts that have a loop of their own.
     *
     * @return whether anything is ready to run in the next turn
     */
    boolean turn();

    /** Ends {@link #runForever} when the current batch is through. */
    void stop();

    /** {@return whether it is running, on whatever thread} */
    boolean isRunning();

    /** {@return whether it was closed} */
    boolean isClosed();

    /**
     * Closes the loop and its driver; what is still registered is dropped. Closing twice is fine.
     *
     * @throws IllegalStateException if the loop is running
     */
    @Override
    void close();

    // settings and errors

    /** {@return whether it is in debug mode} */
    boolean debug();

    /**
     * Turns debug mode on or off: slow steps are reported with their stack, wrong use is checked.
     *
     * @param on whether to turn it on
     */
    void debug(boolean on);

    /**
     * Sets the handler for errors that no caller can catch, such as a failing callback.
     *
     * @param handler the handler
     */
    void exceptionHandler(ExceptionHandler handler);

    /**
     * Hands something that went wrong to the exception handler.
     *
     * @param message what happened
     * @param failure what was thrown; null if nothing was
     * @param source where it happened; null if unknown
     */
    void report(String message, @Nullable Throwable failure, @Nullable Object source);

    // observing it

    /**
     * Adds an instrument that watches the tasks. On the loop, or while it is not running.
     *
     * @param instrument who watches, after those who do already
     */
    void addInstrument(Instrument instrument);

    /**
     * Ends what {@link #addInstrument} began. On the loop, or while it is not running.
     *
     * @param instrument who watched
     * @return false if it did not watch
     */
    boolean removeInstrument(Instrument instrument);

    /**
     * Begins to measure this loop and its tasks. From any thread; does not suspend and does not wait for the loop,
     * whose next turn is the first that is measured.
     *
     * @return what measures until it is closed
     */
    Meter meter();

    // building on it

    /** {@return the driver, for those who build streams} To be used on the loop only. */
    IoDriver driver();

    /**
     * Runs something once, after this turn's batch and before the loop polls: step 2 of a turn, made for gathering
     * what the batch wrote. On the loop only.
     *
     * @param flush what to run; must not block, throw or await
     */
    void beforePoll(Runnable flush);
}
