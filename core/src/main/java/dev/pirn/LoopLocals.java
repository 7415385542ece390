package dev.pirn;

import java.util.IdentityHashMap;
import java.util.List;

/** Run: the {@linkplain LoopLocal loop-local} values of a loop. Confined to it. */
final class LoopLocals {

    private final Loop loop;
    private final IdentityHashMap<LoopLocal<?>, Object> values = new IdentityHashMap<>();

    LoopLocals(Loop loop) {
        this.loop = loop;
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** The value, which is made if it is asked for first. */
    @SuppressWarnings("unchecked") // put by this method only, under its own key
    <T> T get(LoopLocal<T> key) {
        Object value = values.get(key);
        if (value == null) {
            value = key.make(loop);
            values.put(key, value);
        }
        return (T) value;
    }

    /** Closes what can be closed, and forgets all; failures are reported. */
    void close() {
        for (Object value : List.copyOf(values.values())) close(value);
        values.clear();
    }

    private void close(Object value) {
        if (!(value instanceof AutoCloseable closeable)) return;
        try {
            closeable.close();
        } catch (Exception e) {
            loop.report("closing a loop-local value failed", e, value);
        }
    }
}
