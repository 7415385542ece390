package dev.pirn.tck;

import java.util.List;

/**
 * Where a backend is known to behave differently from the others, and why: a service that the tests of the backend's
 * own module provide, found with {@link java.util.ServiceLoader}. A test that is listed is reported as skipped, with
 * the reason, when it fails. When it passes, it fails, so that the list cannot outlive its reasons.
 */
@FunctionalInterface
public interface KnownDifferences {

    /** {@return the differences} Asked for once, from a thread of the tests. */
    List<Difference> differences();

    /**
     * One difference.
     *
     * @param backend the {@linkplain dev.pirn.spi.LoopProvider#name name} of the provider
     * @param test the simple name of the class, a dot, and the method
     * @param reason why the backend cannot behave as the test asks
     */
    record Difference(String backend, String test, String reason) {}
}
