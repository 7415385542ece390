package dev.pirn;

/** Wait: you, or who shares it with you, closed this before: a queue that was shut down, an end of a channel. */
public final class ClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was closed
     */
    public ClosedException(String message) {
        super(message);
    }
}
