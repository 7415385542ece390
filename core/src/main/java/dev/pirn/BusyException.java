package dev.pirn;

/** Wait: two coroutines used at once what only one may use at a time, for example both read from one stream. */
public final class BusyException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message who uses what
     */
    public BusyException(String message) {
        super(message);
    }
}
