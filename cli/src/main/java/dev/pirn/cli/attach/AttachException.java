package dev.pirn.cli.attach;

/** A JVM cannot be looked at. The message is for the user as it stands. */
public final class AttachException extends Exception {

    private static final long serialVersionUID = 1;

    /**
     * A failure.
     *
     * @param message for the user
     */
    public AttachException(String message) {
        super(message);
    }

    /**
     * A failure with its cause.
     *
     * @param message for the user
     * @param cause for debugging
     */
    public AttachException(String message, Throwable cause) {
        super(message, cause);
    }
}
