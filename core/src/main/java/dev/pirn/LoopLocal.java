package dev.pirn;

import java.util.Objects;
import java.util.function.Function;

/**
 * Run: one value for each loop, made when it is first asked for: where a library keeps what its coroutines on one
 * loop share, such as buffers. A value that is {@link AutoCloseable} is closed with its loop.
 *
 * <p>Used on the loop only.
 *
 * @param <T> the type of the value
 */
public final class LoopLocal<T> {

    private final Function<? super Loop, ? extends T> maker;

    /**
     * Creates the key.
     *
     * @param maker makes the value of a loop
     */
    public LoopLocal(Function<? super Loop, ? extends T> maker) {
        this.maker = Objects.requireNonNull(maker, "maker");
    }

    /**
     * {@return the value of the current loop}
     *
     * @throws IllegalStateException if the caller is neither a coroutine nor a callback
     */
    public T get() {
        return RunLoop.required().local(this);
    }

    /**
     * {@return the value of a loop}
     *
     * @param loop the loop, which the caller is on
     */
    public T get(Loop loop) {
        return ((RunLoop) loop).local(this);
    }

    T make(Loop loop) {
        return Objects.requireNonNull(maker.apply(loop), "the value of a loop");
    }
}
