package dev.pirn;

/** What you wait for or write to was broken by others: nobody receives from the channel any more, the barrier was reset. */
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
