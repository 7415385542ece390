package dev.pirn.flow;

import dev.pirn.BusyException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the body of a generator puts its values. Used by that body only, on the stack on which it runs: not by
 * another thread, and not by the body of another generator that it pulls.
 *
 * @param <T> the type of the values
 */
public final class Yield<T extends @Nullable Object> {

    private final Generator<T> generator;

    Yield(Generator<T> generator) {
        this.generator = generator;
    }

    /**
     * Gives a value to the puller, and stands still until the next pull.
     *
     * @param value the value
     * @return what {@link Generator#send} sent; null if the next value was simply asked for
     * @throws IllegalStateException if the caller is not the body; if the stack cannot be left here, because a native
     * frame or a class initialiser is on it; or, in a coroutine, if the body has entered a cancel scope, timeout or
     * task group and not left it
     */
    @SuppressWarnings("NamedLikeContextualKeyword") // what it is called everywhere; it is always called on something
    public @Nullable Object yield(T value) {
        return generator.yieldValue(value);
    }

    /**
     * Gives all values of another generator to the puller: Python's {@code yield from}. What is sent or thrown in
     * goes to the other generator, and if this one is closed, the other one is closed first. While it lasts, this
     * body stands still and costs nothing, however deep generators delegate.
     *
     * @param other the other generator; what is left of it
     * @return its {@linkplain Generator#result result}; null if it was closed
     * @throws BusyException if it is running
     * @throws IllegalStateException as {@link #yield}, or if the other generator cannot go on here
     */
    public @Nullable Object yieldAll(Generator<? extends T> other) {
        Objects.requireNonNull(other, "other");
        return generator.yieldFrom(other);
    }

    /**
     * Yields each of some values. What is sent is lost; what is thrown in is thrown here.
     *
     * @param values the values
     */
    public void yieldAll(Iterable<? extends T> values) {
        for (T value : values) this.yield(value);
    }
}
