package dev.pirn;

import dev.pirn.spi.IoDriver;
import dev.pirn.spi.LoopProvider;
import dev.pirn.start.FirstUse;
import dev.pirn.watch.StallLimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Run: owns a loop and runs main coroutines on it, one after the other: asyncio's {@code Runner}. The loop is made at
 * the first use; task-local values that one run sets are seen by the next.
 *
 * <p>A run ends in this order: its main coroutine ends; every task that is left is cancelled and awaited; failures
 * that were not read go to the exception handler; then the result is returned. {@link #close} ends the loop: its
 * loop-local values are closed, its driver, its thread pool.
 *
 * <p>Used by one thread at a time; a run on another thread meanwhile is refused. A runner that is dropped without being
 * closed is closed in the background, which is logged as a warning.
 */
public final class Runner implements AutoCloseable {

    static final String RUN_ENDED = "the run ended";

    static final String STOPPED_EARLY = "the loop was stopped before its main task ended";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The thread that runs a program's main method is the JVM's first: 3 are numbered before the JVM starts it. */
    private static final long MAIN_THREAD = 3;

    private final Settings settings;

    /** Guards the making of the loop. */
    private final Object lock = new Object();

    private volatile @Nullable RunLoop loop;
    private volatile boolean closed;

    /** Belongs to the thread that has claimed the loop. */
    private Context context = Context.EMPTY;

    private Runner(Settings settings) {
        this.settings = settings;
    }

    /** {@return a runner with the default settings} */
    public static Runner create() {
        return builder().build();
    }

    /** {@return a builder with the default settings} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs a coroutine and blocks the calling thread until it has ended and what it left behind is cleaned up.
     *
     * @param main what to run
     * @param <T> the type of its result
     * @return its result
     * @throws CompletionException around a checked exception; unchecked ones are thrown as they are
     * @throws CancellationException if it was cancelled, for example by Ctrl-C or SIGTERM; see {@link Signals#cause}
     * @throws IllegalStateException if a loop is running on this thread, the loop is running on another one, or it was
     *     stopped before main ended; a {@link Loop#stop} before the run does not count
     */
    public <T extends @Nullable Object> T run(Body<? extends T, ?> main) {
        RunLoop mine = begin();
        try {
            return runMain(mine.<T>spawnMain(main, context));
        } finally {
            mine.running.release();
        }
    }

    /**
     * Runs a coroutine without a result, as {@link #run(Body)}.
     *
     * @param main what to run
     * @param <B> its type: a parameter, so that Kotlin takes a lambda for a {@link Body} and keeps its result
     */
    public <B extends Block<?>> void run(B main) {
        RunLoop mine = begin();
        try {
            Object _ = runMain(mine.<@Nullable Object>spawnMain(main, context));
        } finally {
            mine.running.release();
        }
    }

    /** Has the loop belong to the calling thread, which releases it. */
    private RunLoop begin() {
        RunLoop mine = runLoop(settings.confined);
        boolean _ = mine.running.claim();
        boolean _ = mine.takeStop(); // of another time
        return mine;
    }

    private <T extends @Nullable Object> T runMain(TaskCore<T> task) {
        Running running = task.loop.running;
        boolean stoppedEarly = true;
        Interrupts signals = Interrupts.cancelling(task, settings.signalsTaken());
        try (signals) {
            running.onInterrupt = () -> task.cancel("the thread that runs the loop was interrupted");
            running.untilDone(task);
            stoppedEarly = !task.isDone();
        } finally {
            running.onInterrupt = () -> {};
            context = task.context;
            task.markRead(); // the caller gets it
            RunEnd.runOut(task.loop, PATIENCE);
        }
        if (stoppedEarly) throw new IllegalStateException(STOPPED_EARLY);
        try {
            return task.result();
        } catch (CancellationException e) {
            throw signals.explain(e);
        }
    }

    /**
     * Starts a coroutine on a loop that is driven inside the loop of a host, and returns at once: Trio's guest mode.
     * See {@link GuestRun}. SIGINT and interrupts of the host's thread stay the host's. From any thread, also before
     * the host runs.
     *
     * <p>A coroutine is not the host's thread, also where that thread carries it: {@code isEventDispatchThread()} is
     * false in it. It touches the host's objects in callbacks, {@code Loop.current().callSoon(() ->
     * label.setText(line))}, never directly; {@link GuestRun} says why.
     *
     * @param host how something gets into the host's queue, to be run on its thread after what is there already, for
     *     example {@code SwingUtilities::invokeLater} or a Netty event loop. With coroutines of the kind {@code loop}
     *     its thread must be a platform thread
     * @param main what to run
     * @param <T> the type of its result
     * @return the run, to cancel it and to learn its result. Until its end the runner can neither run nor be closed
     * @throws IllegalStateException if the loop is running, or the host refuses the first turn: nothing has started
     */
    public <T extends @Nullable Object> GuestRun<T> startGuest(Executor host, Body<? extends T, ?> main) {
        return startGuestRun(host, main);
    }

    /**
     * Starts a coroutine without a result in the loop of a host, as {@link #startGuest(Executor, Body)}.
     *
     * @param host how something gets into the host's queue
     * @param main what to run
     * @param <B> its type: a parameter, so that Kotlin takes a lambda for a {@link Body} and keeps its result
     * @return the run
     */
    public <B extends Block<?>> GuestRun<@Nullable Void> startGuest(Executor host, B main) {
        return startGuestRun(host, main);
    }

    private <T extends @Nullable Object> GuestRun<T> startGuestRun(Executor host, Block<?> main) {
        RunLoop guest = runLoop(false); // a thread of its own waits for it, the host's runs it
        TaskCore<T> task = guest.newMain(main, context);
        return GuestRun.start(guest, host, task, PATIENCE, left -> context = left);
    }

    /** {@return the loop} It is made now if there was no run yet. */
    public Loop loop() {
        return runLoop(settings.confined);
    }

    private RunLoop runLoop(boolean confined) {
        synchronized (lock) {
            if (closed) throw new LoopClosedException("the runner is closed");
            RunLoop known = loop;
            if (known != null) return known;
            RunLoop made = settings.newLoop(confined);
            loop = made;
            return made;
        }
    }

    /**
     * Closes the loop, if there is one. Closing twice is fine.
     *
     * @throws IllegalStateException if the loop is running
     */
    @Override
    public void close() {
        RunLoop made;
        synchronized (lock) {
            made = loop;
            if (made == null && !closed && settings.driver != null) settings.driver.close();
            if (made == null) closed = true;
        }
        if (made != null) made.close(); // which takes long if functions still run in its pool
        closed = true;
    }

    /** What a builder was told until it built; it may go on and build another runner. */
    record Settings(
            Clock clock,
            ExceptionHandler handler,
            Duration slowStep,
            Duration stall,
            boolean debug,
            boolean confined,
            Set<Signal> signals,
            Set<Signal> askedFor,
            @Nullable ReadyOrder order,
            @Nullable String coroutines,
            @Nullable TaskFactory taskFactory,
            List<Instrument> instruments,
            Duration poolPatience,
            @Nullable String provider,
            @Nullable IoDriver driver) {

        /** The signals that a run on the calling thread takes. */
        Set<Signal> signalsTaken() {
            Set<Signal> taken = EnumSet.noneOf(Signal.class);
            taken.addAll(askedFor);
            if (Thread.currentThread().threadId() <= MAIN_THREAD) taken.addAll(signals);
            return taken;
        }

        RunLoop newLoop(boolean byOneThread) {
            if (driver != null) {
                FirstUse.call(() -> CoroutineEngine.choose(coroutines));
                return new RunLoop(this, "driver", driver);
            }
            LoopProvider chosen = FirstUse.call(() -> provider == null ? Loops.choose() : Loops.named(provider));
            boolean oneThread = byOneThread
                    && CoroutineEngine.choose(coroutines).equals("loop")
                    && !Thread.currentThread().isVirtual();
            try {
                IoDriver made = oneThread ? chosen.newConfinedDriver() : chosen.newDriver();
                return new RunLoop(this, chosen.name(), made);
            } catch (IOException e) {
                throw new UncheckedIOException("the " + chosen.name() + " loop cannot be opened", e);
            }
        }
    }

    /** The settings of a {@link Runner}. */
    public static final class Builder {

        private Clock clock = Clock.system();
        private ExceptionHandler handler = ExceptionHandler.logging();
        private Duration slowStep = Duration.ofMillis(100);
        private Duration stall = StallLimit.read();
        private boolean debug = Boolean.getBoolean("pirn.debug") || "1".equals(System.getenv("PIRN_DEBUG"));
        private boolean confined = true;

        /** The signals that a run on the JVM's main thread takes, and those that a run on any thread does. */
        private final Set<Signal> signals = EnumSet.of(Signal.INT, Signal.TERM);

        private final Set<Signal> askedFor = EnumSet.noneOf(Signal.class);

        private @Nullable ReadyOrder order;
        private @Nullable String coroutines;
        private @Nullable TaskFactory taskFactory;
        private final List<Instrument> instruments = new ArrayList<>(0);
        private Duration poolPatience = Duration.ofMinutes(5); // as asyncio's shutdown_default_executor

        private @Nullable String provider;
        private @Nullable IoDriver driver;
        private boolean driverTaken;

        private Builder() {}

        /**
         * Sets the loop backend. Otherwise it is the system property {@code pirn.loop}, the environment's {@code
         * PIRN_LOOP}, or the available provider of the highest priority.
         *
         * @param name the provider's name, for example {@code nio}; unknown or unavailable ones fail at the first use
         * @return this
         */
        public Builder loop(String name) {
            provider = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Sets the driver, in place of a provider.
         *
         * @param newDriver the driver, closed with the loop
         * @return this
         */
        public Builder driver(IoDriver newDriver) {
            driver = Objects.requireNonNull(newDriver, "newDriver");
            driverTaken = false;
            return this;
        }

        /**
         * Turns debug mode on or off, as {@link Loop#debug(boolean)}. Otherwise the system property {@code
         * pirn.debug} or the environment's {@code PIRN_DEBUG=1} turn it on.
         *
         * @param on whether to turn it on
         * @return this
         */
        public Builder debug(boolean on) {
            debug = on;
            return this;
        }

        /**
         * Sets from when on debug mode reports a step as slow.
         *
         * @param threshold the time, 100 ms unless set
         * @return this
         */
        public Builder slowStep(Duration threshold) {
            Objects.requireNonNull(threshold, "threshold");
            if (!threshold.isPositive()) throw new IllegalArgumentException("not a positive time: " + threshold);
            slowStep = threshold;
            return this;
        }

        /**
         * Sets for how long the program may keep a loop from turning before that is reported as a stall: once a
         * stall, as a warning of one line by the logger {@code dev.pirn}, and in {@link Pirn#stalls}, with the line
         * that holds it. The stack is logged at the level {@code DEBUG}. Otherwise it is the system property {@code
         * pirn.stall}, for example {@code 250ms} or {@code 0}.
         *
         * <p>Only time that the program uses counts: not loading and initialising classes, not pauses of the garbage
         * collector, and, on Linux, not time without a processor.
         *
         * @param threshold the time, 100 ms unless set, thrice as long in the first five seconds; zero turns it off
         * @return this
         */
        public Builder stall(Duration threshold) {
            Objects.requireNonNull(threshold, "threshold");
            if (threshold.isNegative()) throw new IllegalArgumentException("a negative time: " + threshold);
            stall = threshold;
            return this;
        }

        /**
         * Sets the clock.
         *
         * @param newClock the clock
         * @return this
         */
        public Builder clock(Clock newClock) {
            clock = Objects.requireNonNull(newClock, "newClock");
            return this;
        }

        /**
         * Sets the order in which a batch runs.
         *
         * @param newOrder the order
         * @return this
         */
        public Builder order(ReadyOrder newOrder) {
            order = Objects.requireNonNull(newOrder, "newOrder");
            return this;
        }

        /**
         * Forces how coroutines are made. Otherwise it is the system property {@code pirn.coroutines}, or {@code
         * loop} where the JVM allows it.
         *
         * @param engine {@code loop} or {@code baton}
         * @return this
         */
        public Builder coroutines(String engine) {
            coroutines = Objects.requireNonNull(engine, "engine");
            return this;
        }

        /**
         * Sets whether SIGINT (Ctrl-C) cancels the main coroutine, and a second signal ends the JVM at once. Unless
         * set, it does in a run on the JVM's main thread only: a loop in another thread is a guest in its JVM, whose
         * signals are not its own. If set, it does or does not on whatever thread. It is so only while a run is on,
         * and only where the signal has no other handler. If the program does not catch what the run then throws, the
         * JVM ends with code 130, after its shutdown hooks and without a stack trace.
         *
         * @param on whether it does
         * @return this
         */
        public Builder cancelOnSigint(boolean on) {
            return cancelOn(Signal.INT, on);
        }

        /**
         * Sets whether SIGTERM cancels the main coroutine, as {@link #cancelOnSigint} does, and on which threads. The
         * exit code is 143. The code that catches what the run throws decides whether the JVM ends: {@link
         * Signals#cause} has the signal.
         *
         * @param on whether it does; if not, the JVM ends at once, beside the run, with its shutdown hooks only
         * @return this
         */
        public Builder cancelOnSigterm(boolean on) {
            return cancelOn(Signal.TERM, on);
        }

        private Builder cancelOn(Signal signal, boolean on) {
            signals.remove(signal);
            if (on) askedFor.add(signal);
            else askedFor.remove(signal);
            return this;
        }

        /**
         * Sets whether one thread alone runs the loop: the one that makes it, by the first {@link Runner#run} or
         * {@link Runner#loop}. That saves {@code io_uring} a fifth of its time in the system, and it refuses to be
         * run on another thread then; closing it there is fine. The other backends do not mind. On unless set. It is
         * without effect where the coroutines are threads of their own ({@code baton}), and where the loop is made on
         * a virtual thread, which does not run it itself.
         *
         * @param on whether it does
         * @return this
         */
        public Builder confined(boolean on) {
            confined = on;
            return this;
        }

        /**
         * Sets the handler for errors that no caller can catch, such as a failing callback.
         *
         * @param newHandler the handler
         * @return this
         */
        public Builder exceptionHandler(ExceptionHandler newHandler) {
            handler = Objects.requireNonNull(newHandler, "newHandler");
            return this;
        }

        /**
         * Sets who has a say in every task that is made, as {@link Loop#taskFactory}; mains included.
         *
         * @param factory the factory
         * @return this
         */
        public Builder taskFactory(TaskFactory factory) {
            taskFactory = Objects.requireNonNull(factory, "factory");
            return this;
        }

        /**
         * Adds an instrument that watches the tasks, as {@link Loop#addInstrument}; may be called for several.
         *
         * @param instrument who watches
         * @return this
         */
        public Builder instrument(Instrument instrument) {
            instruments.add(Objects.requireNonNull(instrument, "instrument"));
            return this;
        }

        /**
         * Sets how long {@link Runner#close} waits for functions that still run in the loop's own thread pool. What
         * has not ended by then is reported to the exception handler, and goes on in its daemon thread.
         *
         * @param patience the time, 5 minutes unless set
         * @return this
         */
        public Builder poolPatience(Duration patience) {
            Objects.requireNonNull(patience, "patience");
            if (patience.isNegative()) throw new IllegalArgumentException("a negative time: " + patience);
            poolPatience = patience;
            return this;
        }

        /**
         * {@return a runner with these settings} Changing the builder later does not change it. A {@link #driver} goes
         * to the first runner that is built.
         *
         * @throws IllegalStateException if another runner was built with the driver
         */
        public Runner build() {
            if (driverTaken) throw new IllegalStateException("the driver belongs to the runner that was built first");
            driverTaken = driver != null;
            return new Runner(new Settings(
                    clock,
                    handler,
                    slowStep,
                    stall,
                    debug,
                    confined,
                    Set.copyOf(signals),
                    Set.copyOf(askedFor),
                    order,
                    coroutines,
                    taskFactory,
                    List.copyOf(instruments),
                    poolPatience,
                    provider,
                    driver));
        }
    }
}
