package dev.pirn;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Run: the part of a loop that does not schedule: settings, error reports, convenience overloads. The fields stand
 * here, and not in a part of the loop, because each batch or spawned task reads them. What is volatile is changed
 * from any thread; instruments are confined to the loop.
 */
abstract sealed class AbstractLoop implements Loop permits RunLoop {

    /** Its number in this JVM, from 1. */
    final int id = OpenLoops.nextId();

    private final String backend;

    volatile boolean debug;
    volatile @Nullable TaskFactory taskFactory;
    private volatile ExceptionHandler handler;

    /** The instruments of the tasks; null if there are none. */
    @Nullable
    Instruments instruments;

    AbstractLoop(Runner.Settings settings, String backend) {
        this.backend = backend;
        this.debug = settings.debug();
        this.taskFactory = settings.taskFactory();
        this.handler = settings.handler();
    }

    @Override
    public final int id() {
        return id;
    }

    @Override
    public final String backend() {
        return backend;
    }

    // short forms

    @Override
    public final <T extends @Nullable Object> Task<T> spawn(Body<? extends T, ?> body) {
        return spawnTask(null, body, null);
    }

    @Override
    public final <T extends @Nullable Object> Task<T> spawn(String name, Body<? extends T, ?> body) {
        return spawnTask(Objects.requireNonNull(name, "name"), body, null);
    }

    @Override
    public final <B extends Block<?>> Task<@Nullable Void> spawn(B body) {
        return spawnTask(null, body, null);
    }

    @Override
    public final <B extends Block<?>> Task<@Nullable Void> spawn(String name, B body) {
        return spawnTask(Objects.requireNonNull(name, "name"), body, null);
    }

    /** Spawns a body of T, or a block. From any thread. */
    abstract <T extends @Nullable Object> TaskCore<T> spawnTask(
            @Nullable String name, Block<?> body, @Nullable TaskGroup group);

    @Override
    public final TimerHandle callLater(Duration delay, Runnable callback) {
        Objects.requireNonNull(delay, "delay");
        return callAt(after(delay), callback);
    }

    /** The time some time from now; a delay too long to count never ends. From any thread. */
    final long after(Duration delay) {
        return Deadlines.after(time(), delay);
    }

    // settings

    @Override
    public final boolean debug() {
        return debug;
    }

    @Override
    public final void debug(boolean on) {
        debug = on;
    }

    @Override
    public final void taskFactory(@Nullable TaskFactory newFactory) {
        taskFactory = newFactory;
    }

    @Override
    public final void exceptionHandler(ExceptionHandler newHandler) {
        handler = Objects.requireNonNull(newHandler, "newHandler");
    }

    @Override
    public final void addInstrument(Instrument instrument) {
        Objects.requireNonNull(instrument, "instrument");
        checkMine("instruments are added");
        if (instruments == null) instruments = new Instruments(this);
        instruments.add(instrument);
    }

    @Override
    public final boolean removeInstrument(Instrument instrument) {
        checkMine("instruments are removed");
        Instruments watching = instruments;
        boolean removed = watching != null && watching.remove(instrument);
        if (watching != null && watching.isEmpty()) instruments = null;
        return removed;
    }

    private void checkMine(String what) {
        if (isRunning() && !onLoop())
            throw new IllegalStateException(what + " on the loop, or while it is not running");
    }

    // checks and reports

    /** Fails, and names both, unless the caller is on this loop, to which something belongs, or no thread runs it. */
    final void checkHere(String what) {
        if (onLoop() || !isRunning()) return;
        RunLoop other = RunLoop.currentOrNull();
        String user = other == null ? Thread.currentThread().toString() : "a coroutine or callback of another " + other;
        throw new IllegalStateException(what + " is used on its loop only, a " + this + ", and not by " + user);
    }

    @Override
    public final void report(String message, @Nullable Throwable failure, @Nullable Object source) {
        ErrorReport report = new ErrorReport(message, failure, source);
        try {
            handler.handle(this, report);
        } catch (Throwable e) {
            Throwable about = failure == null ? new IllegalStateException(message) : failure;
            if (e != about) e.addSuppressed(about); // it may throw just what it was given
            System.getLogger("dev.pirn")
                    .log(System.Logger.Level.ERROR, "the exception handler failed on: " + report, e);
        }
    }
}
