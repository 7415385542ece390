package dev.pirn;

/** A piece of work without a result that may fail with any exception: {@link Runnable}, but for code that does I/O. */
@FunctionalInterface
public interface Action {

    /**
     * Does the work.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
}
