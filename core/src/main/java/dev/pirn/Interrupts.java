package dev.pirn;

import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Signal: SIGINT and SIGTERM while a run is on: the first cancels its main task, the second ends the JVM at once.
 *
 * <p>What the run then throws ends the JVM with the signal's exit code and without a stack trace, if no caller
 * catches it, as Python's {@code KeyboardInterrupt} does.
 */
final class Interrupts implements AutoCloseable, Consumer<Signal> {

    private final TaskCore<?> main;
    private final Collection<Signal> signals;
    private final AtomicReference<@Nullable Signal> seen = new AtomicReference<>();

    private Interrupts(TaskCore<?> main, Collection<Signal> signals) {
        this.main = main;
        this.signals = signals;
    }

    /** From now on signals cancel a task; not those that another handler takes. */
    static Interrupts cancelling(TaskCore<?> main, Collection<Signal> signals) {
        Interrupts interrupts = new Interrupts(main, signals);
        for (Signal signal : signals) SignalTable.addRun(signal, interrupts);
        return interrupts;
    }

    /** In a thread of the JVM's. */
    @Override
    public void accept(Signal signal) {
        if (!seen.compareAndSet(null, signal)) Runtime.getRuntime().halt(exitCode(signal));
        main.cancel(reason(signal));
    }

    private static String reason(Signal signal) {
        return (signal == Signal.INT ? "interrupted" : "terminated") + " (" + signal.longName() + ")";
    }

    @Override
    public void close() {
        for (Signal signal : signals) SignalTable.remove(signal, this);
    }

    /** {@return what the run throws for a cancelled main task, on the thread that ran it} */
    CancellationException explain(CancellationException cancellation) {
        Signal by = seen.get();
        if (by == null || !main.wasCancelledFirst(reason(by))) return cancellation; // it came too late to be the cause
        exitIfUncaught(Thread.currentThread());
        return new Interrupted(by, cancellation);
    }

    /** {@return how a shell reports the end by a signal} */
    static int exitCode(Signal signal) {
        return 128 + signal.number();
    }

    /** Unless the program has decided what happens to what is not caught. */
    private static void exitIfUncaught(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        if (Thread.getDefaultUncaughtExceptionHandler() != null || thread.getUncaughtExceptionHandler() != group)
            return;
        thread.setUncaughtExceptionHandler((in, failure) -> {
            if (failure instanceof Interrupted interrupted) exit(interrupted.signal);
            else group.uncaughtException(in, failure);
        });
    }

    /** In a thread of its own: a shutdown hook may wait for the one that ends; not a daemon, or it is too late. */
    private static void exit(Signal signal) {
        Thread.ofPlatform()
                .daemon(false)
                .name("pirn-exit")
                .start(() -> Runtime.getRuntime().exit(exitCode(signal)));
    }

    /** What a run throws that a signal has cancelled. */
    static final class Interrupted extends CancellationException {
        private static final long serialVersionUID = 1L;

        final Signal signal;

        Interrupted(Signal signal, CancellationException cancellation) {
            super(cancellation.getMessage());
            this.signal = signal;
            initCause(cancellation);
        }
    }
}
