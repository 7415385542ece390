package dev.pirn;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Run: the task-local values of a task or callback: an immutable map, so that capturing it is copying a reference. A
 * program has few keys, so it is a pair of short arrays.
 */
final class Context {

    static final Context EMPTY = new Context(new TaskLocal<?>[0], new Object[0]);

    /** The context of a job in another thread, and of threads that have nothing to do with a loop. */
    private static final ThreadLocal<Context> OUTSIDE = new ThreadLocal<>();

    /** Whether any task-local value was ever set: mostly none is, and a submission need not find out where it is. */
    private static volatile boolean inUse;

    /** Whether any thread ever had one: mostly none has, also where there are values. */
    private static volatile boolean outsideUsed;

    private final TaskLocal<?>[] keys;
    private final @Nullable Object[] values;

    private Context(TaskLocal<?>[] keys, @Nullable Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    /** The context of the calling code, wherever it runs. */
    static Context current() {
        return inUse ? find() : EMPTY;
    }

    private static Context find() {
        TaskCore<?> task = TaskCore.current();
        if (task != null) return task.context;
        RunLoop loop = RunLoop.onThisThread();
        if (loop != null) return loop.context;
        return outsideUsed ? outside() : EMPTY;
    }

    private static Context outside() {
        Context outside = OUTSIDE.get();
        return outside == null ? EMPTY : outside;
    }

    static void set(Context context) {
        TaskCore<?> task = TaskCore.current();
        if (task != null) task.context = context;
        RunLoop loop = task != null ? task.loop : RunLoop.onThisThread();
        if (loop != null) loop.context = context;
        else setOutside(context);
    }

    private static void setOutside(Context context) {
        if (context == EMPTY) {
            OUTSIDE.remove();
            return;
        }
        OUTSIDE.set(context);
        outsideUsed = true;
    }

    @Nullable
    Object get(TaskLocal<?> key) {
        int index = indexOf(key);
        return index < 0 ? null : values[index];
    }

    boolean has(TaskLocal<?> key) {
        return indexOf(key) >= 0;
    }

    Context with(TaskLocal<?> key, @Nullable Object value) {
        if (!inUse) inUse = true;
        int index = indexOf(key);
        boolean isNew = index < 0;
        int length = keys.length + (isNew ? 1 : 0);
        TaskLocal<?>[] newKeys = isNew ? Arrays.copyOf(keys, length) : keys;
        @Nullable Object[] newValues = Arrays.copyOf(values, length);
        newKeys[isNew ? length - 1 : index] = key;
        newValues[isNew ? length - 1 : index] = value;
        return new Context(newKeys, newValues);
    }

    void forEach(BiConsumer<TaskLocal<?>, @Nullable Object> action) {
        for (int i = 0; i < keys.length; i++) action.accept(keys[i], values[i]);
    }

    private int indexOf(TaskLocal<?> key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == key) return i;
        }
        return -1;
    }
}
