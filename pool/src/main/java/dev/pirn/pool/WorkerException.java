package dev.pirn.pool;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A worker of a {@link ProcessPool} broke: it died, could not start, or what went between it and this JVM could not be
 * read. The message says which worker, what it ran and how it ended. Other tasks do not notice.
 *
 * <p>It also stands in for an exception of the function that cannot be serialized: it then has that one's stack trace,
 * and its type in the message.
 */
public final class WorkerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int NONE = Integer.MIN_VALUE;

    /** How the process ended, or {@link #NONE}. */
    private final int exitCode;

    WorkerException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = NONE;
    }

    WorkerException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /** {@return how the worker's process ended, if it did; 128 and the number of the signal if one killed it} */
    public OptionalInt exitCode() {
        return exitCode == NONE ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }
}
