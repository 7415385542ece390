package dev.pirn;

import java.util.Set;
import java.util.function.Consumer;

/** Signal: runs a handler on its loop when a signal comes. */
final class SignalHandler implements Handle, Consumer<Signal> {

    private final RunLoop loop;
    private final Signal signal;
    private final Consumer<? super Signal> handler;
    private final Context context = Context.current();
    private final Set<SignalHandler> siblings;
    private volatile boolean cancelled;

    /** @param siblings the handlers of the loop, where this is taken out of */
    SignalHandler(RunLoop loop, Signal signal, Consumer<? super Signal> handler, Set<SignalHandler> siblings) {
        this.loop = loop;
        this.signal = signal;
        this.handler = handler;
        this.siblings = siblings;
    }

    /** In a thread of the JVM's. */
    @Override
    public void accept(Signal received) {
        loop.submitOrDrop(new Callback(loop, this::run, context));
    }

    private void run() {
        if (!cancelled) handler.accept(signal);
    }

    @Override
    public void cancel() {
        cancelled = true;
        SignalTable.remove(signal, this);
        siblings.remove(this);
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public String toString() {
        return "handler of " + signal.longName();
    }
}
