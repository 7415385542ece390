package dev.pirn;

import org.jspecify.annotations.Nullable;

/**
 * Cancel: the time given to a {@code timeout} or a {@code waitFor} was over before its work. Its cause shows where
 * the work waited: the {@link Cancelled} that ended the wait, or what foreign code threw when it was interrupted.
 *
 * <p>If cleanup then fails, that failure is thrown in its place, and has this exception among its suppressed ones.
 */
public final class TimedOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what took too long, and the limit
     */
    public TimedOutException(String message) {
        super(message);
    }

    TimedOutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
