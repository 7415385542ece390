package dev.pirn;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Run: a value that belongs to a task and is inherited by what it starts: asyncio's {@code ContextVar}. A task, a
 * callback and a job in another thread see the values that their creator had when it created them; what they set
 * stays with them.
 *
 * <p>Usable from any thread. Nothing here suspends.
 *
 * @param <T> the type of the value
 */
public final class TaskLocal<T extends @Nullable Object> {

    private final Supplier<? extends T> initial;
    private volatile @Nullable String name;

    private TaskLocal(Supplier<? extends T> initial) {
        this.initial = initial;
    }

    /**
     * {@return a new task-local value}
     *
     * @param initial what {@link #get} answers where nothing was set
     * @param <T> the type of the value
     */
    public static <T extends @Nullable Object> TaskLocal<T> withDefault(T initial) {
        return new TaskLocal<>(() -> initial);
    }

    /**
     * {@return a new task-local value}
     *
     * @param initial makes what {@link #get} answers where nothing was set, anew for each call
     * @param <T> the type of the value
     */
    public static <T extends @Nullable Object> TaskLocal<T> withInitial(Supplier<? extends T> initial) {
        return new TaskLocal<>(initial);
    }

    /**
     * Names it, for dumps.
     *
     * @param newName the name
     * @return this
     */
    public TaskLocal<T> named(String newName) {
        name = newName;
        return this;
    }

    /** {@return its name, if it was given one} */
    @Override
    public String toString() {
        String given = name;
        return given == null ? super.toString() : given;
    }

    /** {@return the value of the calling task, callback or thread} */
    @SuppressWarnings({"unchecked", "NullAway"}) // only set() puts a value under this key, of type T
    public T get() {
        Context context = Context.current();
        return context.has(this) ? (T) context.get(this) : initial.get();
    }

    /**
     * Sets the value for the rest of the calling task, callback or thread, and what it starts from now on.
     *
     * @param value the value
     */
    public void set(T value) {
        Context.set(Context.current().with(this, value));
    }

    /**
     * Runs a body in which this value is set, and puts the old one back.
     *
     * @param value the value for the body
     * @param body what to run, in the calling coroutine
     * @param <R> the type of its result
     * @param <X> the checked exception it throws
     * @return its result
     * @throws X if it fails
     */
    public <R extends @Nullable Object, X extends Throwable> R callWhere(T value, Body<R, X> body) throws X {
        Context before = Context.current();
        Context.set(before.with(this, value));
        try {
            return body.call();
        } finally {
            Context.set(before);
        }
    }

    /**
     * Runs a block in which this value is set, and puts the old one back.
     *
     * @param value the value for the block
     * @param block what to run, in the calling coroutine
     * @param <X> the checked exception it throws
     * @throws X if it fails
     */
    public <X extends Throwable> void runWhere(T value, Block<X> block) throws X {
        Context before = Context.current();
        Context.set(before.with(this, value));
        try {
            block.run();
        } finally {
            Context.set(before);
        }
    }
}
