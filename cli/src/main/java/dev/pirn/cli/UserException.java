package dev.pirn.cli;

/** A command cannot do what was asked. Its message is for the user as it stands; no stack trace is needed. */
public final class UserException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * A failure with its cause.
     *
     * @param message for the user
     * @param cause shown with {@code --debug}
     */
    public UserException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * A failure.
     *
     * @param message for the user
     */
    public UserException(String message) {
        super(message);
    }
}
