package dev.pirn.cli;

/** A command cannot do what was asked. Its message is for the user as it stands; no stack trace is needed. */
final class UserException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UserException(String message, Throwable cause) {
        super(message, cause);
    }

    UserException(String message) {
        super(message);
    }
}
