package dev.pirn;

import org.jspecify.annotations.Nullable;

/**
 * The body of a lexical construct, such as a timeout, which runs in the same coroutine. What it throws passes through
 * with its own type, so a body that throws nothing checked needs no {@code try} around the construct.
 *
 * @param <T> the type of its result
 * @param <X> the checked exception it throws, {@link RuntimeException} if none
 */
@FunctionalInterface
public interface Body<T extends @Nullable Object, X extends Exception> {

    /**
     * {@return the result}
     *
     * @throws X if it fails
     */
    T call() throws X;
}
