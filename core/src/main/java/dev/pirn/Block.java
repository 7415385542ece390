package dev.pirn;

import org.jspecify.annotations.Nullable;

/**
 * Run: code without a result, given to a construct that runs it: a task, a timeout, a cancel scope. A construct that
 * runs it in the calling coroutine lets its exception pass with its own type, so a block that throws nothing checked
 * needs no {@code try} around the construct.
 *
 * @param <X> the checked exception it throws, {@link RuntimeException} if none
 */
@FunctionalInterface
public interface Block<X extends Throwable> {

    /**
     * Runs.
     *
     * @throws X if it fails
     */
    void run() throws X;

    /**
     * A block that is given something by what runs it, for example its {@link TaskGroup}.
     *
     * @param <A> the type of what it is given
     * @param <X> the checked exception it throws, {@link RuntimeException} if none
     */
    @FunctionalInterface
    interface With<A extends @Nullable Object, X extends Throwable> {

        /**
         * Runs.
         *
         * @param given what it is given
         * @throws X if it fails
         */
        void run(A given) throws X;
    }
}
