package dev.pirn;

/**
 * The earlier name of a {@link Block} that may throw any exception.
 *
 * @deprecated Take a {@link Block}.
 */
@Deprecated
@FunctionalInterface
public interface Action extends Block<Exception> {}
