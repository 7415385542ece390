package dev.pirn;

/** The time given to a {@code timeout} or a {@code waitFor} was over before its work. */
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
}
