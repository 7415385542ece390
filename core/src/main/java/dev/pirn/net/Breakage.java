package dev.pirn.net;

import java.io.IOException;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * What broke a connection, for both of its directions: from then on every read and write fails, except that an end
 * which the peer had sent before stays one. The system reports it
 * to one call only; later ones would look like a clean end.
 */
final class Breakage {

    private @Nullable IOException first;
    private boolean thrown;

    /** The peer ended its side before: what was received is whole. */
    private boolean ended;

    private void by(IOException failure) {
        if (first == null) first = failure;
    }

    /** Receiving failed: there is no end any more. */
    void byReceiving(IOException failure) {
        ended = false;
        by(failure);
    }

    /** Sending failed. The peer may have ended its side in order before that, if the driver knows. */
    void bySending(IOException failure, boolean peerHasEnded) {
        if (first == null) ended |= peerHasEnded;
        by(failure);
    }

    /** {@return whether a caller has got the failure} */
    boolean isThrown() {
        return thrown;
    }

    /** Throws if it is broken: first the failure itself, then one of the same kind, with its own caller's stack. */
    void check() throws IOException {
        IOException failure = first;
        if (failure == null) return;
        if (thrown) throw again(failure);
        thrown = true;
        Throwable _ = failure.fillInStackTrace(); // it may have been made in a poll, without a line of the program
        throw failure;
    }

    /**
     * The end of what is received has been reached: throws unless that was the peer's. The system reports a reset once,
     * perhaps to a write, and then it looks like an end here.
     */
    void checkEnd() throws IOException {
        if (first == null) ended = true;
        if (!ended) check();
    }

    private static IOException again(IOException failure) {
        String message = "the connection is broken: " + failure.getMessage();
        IOException again =
                failure instanceof SocketException ? new SocketException(message) : new IOException(message);
        again.initCause(failure);
        return again;
    }
}
