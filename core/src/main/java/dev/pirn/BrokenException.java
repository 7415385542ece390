package dev.pirn;

/** Wait: what you wait for or write to was broken by others: a channel has no receiver, a barrier was reset. */
public final class BrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is broken, and how
     */
    public BrokenException(String message) {
        super(message);
    }
}
