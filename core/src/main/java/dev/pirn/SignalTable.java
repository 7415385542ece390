package dev.pirn;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Signal: which signals were taken from the JVM, and what each goes to: all handlers that were asked for, or, while
 * there are none, the runs that it cancels. A signal is given back as it was when none is left.
 *
 * <p>There is one for the JVM, as there is one disposition of each signal. Its lock is held for looking and for
 * setting a disposition, never while a handler is called.
 */
final class SignalTable {

    private static final Object LOCK = new Object();
    private static final Map<Signal, Taken> TAKEN = new EnumMap<>(Signal.class); // guarded by LOCK

    private SignalTable() {}

    private record Taken(@Nullable Object before, List<Consumer<Signal>> handlers, List<Consumer<Signal>> runs) {}

    /** Has a handler called at a signal, in a thread of the JVM's, in place of what else would happen, if it can be. */
    static void addHandler(Signal signal, Consumer<Signal> receiver) {
        if (signal == Signal.KILL || signal == Signal.STOP)
            throw new IllegalArgumentException(signal.longName() + " cannot be handled by anybody");
        synchronized (LOCK) {
            taken(signal).handlers.add(receiver);
        }
    }

    /** Has a run notified of a signal while it has no handler; false where it is neither the JVM's nor ours. */
    static boolean addRun(Signal signal, Consumer<Signal> receiver) {
        synchronized (LOCK) {
            Taken taken;
            try {
                taken = taken(signal);
            } catch (IllegalArgumentException | UnsupportedOperationException e) {
                return false; // no such module, or the JVM was started with -Xrs
            }
            boolean foreign = !JvmSignals.isJvms(taken.before);
            if (!foreign) taken.runs.add(receiver);
            giveBackIfIdle(signal, taken);
            return !foreign;
        }
    }

    /** Ends what {@link #addHandler} or {@link #addRun} began. */
    static void remove(Signal signal, Consumer<Signal> receiver) {
        synchronized (LOCK) {
            Taken taken = TAKEN.get(signal);
            if (taken == null) return;
            if (!taken.handlers.remove(receiver) && !taken.runs.remove(receiver)) return;
            giveBackIfIdle(signal, taken);
        }
    }

    private static Taken taken(Signal signal) {
        Taken taken = TAKEN.get(signal);
        if (taken != null) return taken;
        Object before = JvmSignals.handle(signal, JvmSignals.handler(SignalTable::deliver));
        Taken fresh = new Taken(before, new ArrayList<>(), new ArrayList<>());
        TAKEN.put(signal, fresh);
        return fresh;
    }

    private static void giveBackIfIdle(Signal signal, Taken taken) {
        if (!taken.handlers.isEmpty() || !taken.runs.isEmpty()) return;
        TAKEN.remove(signal);
        JvmSignals.handle(signal, taken.before);
    }

    /** In a thread of the JVM's. */
    private static void deliver(Signal signal) {
        List<Consumer<Signal>> receivers;
        synchronized (LOCK) {
            Taken taken = TAKEN.get(signal);
            if (taken == null) return; // given back just now
            receivers = List.copyOf(taken.handlers.isEmpty() ? taken.runs : taken.handlers);
        }
        receivers.forEach(each -> each.accept(signal));
    }
}
