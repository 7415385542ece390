package dev.pirn;

import java.io.IOException;

/** Wait: the peer sent more than a limit allows, for example a line without an end. */
public final class LimitExceededException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the limit and by what it was exceeded
     */
    public LimitExceededException(String message) {
        super(message);
    }
}
