package dev.pirn;

import org.jspecify.annotations.Nullable;

/**
 * Run: code with a result, given to a construct that runs it: a {@link Block} that gives something back. Where a method
 * takes either, a lambda that is both, as {@code () -> list.add(x)}, is a body.
 *
 * @param <T> the type of its result
 * @param <X> the checked exception it throws, {@link RuntimeException} if none
 */
@FunctionalInterface
public interface Body<T extends @Nullable Object, X extends Throwable> extends Block<X> {

    /**
     * {@return the result}
     *
     * @throws X if it fails
     */
    T call() throws X;

    /** Runs as {@link #call}, without the result. */
    @Override
    default void run() throws X {
        call();
    }

    /**
     * A body that is given something by what runs it, for example its {@link TaskGroup}.
     *
     * @param <A> the type of what it is given
     * @param <T> the type of its result
     * @param <X> the checked exception it throws, {@link RuntimeException} if none
     */
    @FunctionalInterface
    interface With<A extends @Nullable Object, T extends @Nullable Object, X extends Throwable> {

        /**
         * {@return the result}
         *
         * @param given what it is given
         * @throws X if it fails
         */
        T call(A given) throws X;
    }
}
