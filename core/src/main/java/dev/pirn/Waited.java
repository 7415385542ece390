package dev.pirn;

import java.util.Set;

/**
 * Wait: what {@code waitAll} and its kin found.
 *
 * @param done the futures that are done, in the order given
 * @param pending the others, in the order given; nothing was done to them
 * @param <F> the type of the futures
 */
public record Waited<F extends Future<?>>(Set<F> done, Set<F> pending) {}
