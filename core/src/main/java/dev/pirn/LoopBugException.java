package dev.pirn;

/** Run: the loop found itself in a state that must not exist. Our fault: please report it, with the stack. */
public final class LoopBugException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    LoopBugException(String message) {
        super(message);
    }

    LoopBugException(String message, Throwable cause) {
        super(message, cause);
    }
}
