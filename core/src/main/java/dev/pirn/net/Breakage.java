package dev.pirn.net;

import java.io.IOException;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * What broke a connection, for both of its directions: from then on every read and write fails. The system reports it
 * to one call only; later ones would look like a clean end.
 */
final class Breakage {

    private @Nullable IOException first;
    private boolean thrown;

    /** Keeps the first failure. */
    void by(IOException failure) {
        if (first == null) first = failure;
    }

    /** {@return whether it is broken} */
    boolean isKnown() {
        return first != null;
    }

    /** {@return whether a caller has got the failure} */
    boolean isThrown() {
        return thrown;
    }

    /**
     * Throws if it is broken: first the failure itself, afterwards one of the same kind, with the stack of its own
     * caller.
     */
    void check() throws IOException {
        IOException failure = first;
        if (failure == null) return;
        if (thrown) throw again(failure);
        thrown = true;
        Throwable _ = failure.fillInStackTrace(); // it may have been made in a poll, without a line of the program
        throw failure;
    }

    private static IOException again(IOException failure) {
        String message = "the connection is broken: " + failure.getMessage();
        IOException again =
                failure instanceof SocketException ? new SocketException(message) : new IOException(message);
        again.initCause(failure);
        return again;
    }
}
