package dev.pirn.sync;

/**
 * Something that was acquired, to be released at the end of a {@code try}: {@code try (var _ = lock.acquire()) { … }}.
 * It is not a token: closing it is calling {@code release}, and to be done once.
 */
@FunctionalInterface
public interface Lease extends AutoCloseable {

    /** Releases it. Does not suspend. */
    @Override
    void close();
}
