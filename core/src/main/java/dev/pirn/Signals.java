package dev.pirn;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Signal: handles the JVM's signals on the loop: asyncio's {@code add_signal_handler}, and a stream of signals.
 *
 * <p>While a signal has a handler here, nothing else happens when it comes: SIGINT and SIGTERM do not cancel the
 * {@link Runner run}. When its last handler is gone, what was before is back. All handlers of a signal are called,
 * whatever loop they are on. Those of a loop end with it.
 */
public final class Signals {

    private static final LoopLocal<OfLoop> HANDLERS = new LoopLocal<>(loop -> new OfLoop());

    private Signals() {}

    /**
     * Runs a handler on the current loop, as a callback, each time a signal comes. On the loop; does not suspend.
     *
     * @param signal the signal
     * @param handler gets the signal, with the caller's task-local values
     * @return to take the handler back, from any thread
     * @throws IllegalArgumentException if the signal cannot be handled: SIGKILL and SIGSTOP by no program, others
     *     because the JVM has them for itself
     * @throws UnsupportedOperationException if the JVM has no module {@code jdk.unsupported}
     * @throws IllegalStateException if the caller is neither a coroutine nor a callback
     */
    public static Handle handle(Signal signal, Consumer<? super Signal> handler) {
        Objects.requireNonNull(handler, "handler");
        RunLoop loop = RunLoop.required();
        Set<SignalHandler> ofLoop = HANDLERS.get(loop).all;
        SignalHandler added = new SignalHandler(loop, signal, handler, ofLoop);
        SignalTable.addHandler(signal, added);
        ofLoop.add(added);
        return added;
    }

    /**
     * {@return a stream of some signals from now on, to be closed by the caller} On the loop; does not suspend.
     *
     * {@snippet file="dev/pirn/snippets/CoreSnippets.java" region="signals"}
     *
     * @param signals which ones, at least one
     * @throws IllegalArgumentException if there are none, or one cannot be handled, as in {@link #handle}
     * @throws UnsupportedOperationException if the JVM has no module {@code jdk.unsupported}
     * @throws IllegalStateException if the caller is neither a coroutine nor a callback
     */
    public static SignalStream stream(Signal... signals) {
        return new SignalStream(signals);
    }

    /**
     * {@return the signal because of which a run threw; null if it was for another reason} From any thread.
     *
     * @param thrown what {@link Pirn#run(Block)} or {@link Runner#run(Block)} threw
     */
    public static @Nullable Signal cause(Throwable thrown) {
        return thrown instanceof Interrupts.Interrupted interrupted ? interrupted.signal : null;
    }

    /** The handlers on one loop. */
    private static final class OfLoop implements AutoCloseable {

        /** Taken out from any thread. */
        private final Set<SignalHandler> all = Collections.synchronizedSet(new LinkedHashSet<>());

        @Override
        public void close() {
            List.copyOf(all).forEach(SignalHandler::cancel);
        }
    }
}
