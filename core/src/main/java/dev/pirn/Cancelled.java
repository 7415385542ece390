package dev.pirn;

import org.jspecify.annotations.Nullable;

/**
 * Cancel: thrown by an await in a scope that was cancelled. Let it pass: {@code finally} blocks run, the scope that was
 * cancelled catches it. Code that catches it earlier goes on, until the next await throws again; {@link Async#shielded}
 * protects cleanup that must await.
 *
 * <p>It is an {@link Error}, as {@code ThreadDeath} was, because {@code catch (Exception e)} stands in every service
 * and must not swallow it. Only the loop creates it. Its stack trace is that of the await that threw it.
 *
 * <p>Code that knows nothing of Pirn is interrupted instead, where coroutines are of the kind {@code loop}. The JDK
 * closes a socket or channel in which a thread is interrupted. What the code throws then counts as this exception, for
 * example a {@code SQLException} with an {@link InterruptedException} or a {@link java.net.SocketException} among its
 * causes.
 */
public final class Cancelled extends Error {
    private static final long serialVersionUID = 1L;

    /** The scope that this one stops at; null when the loop was closed. */
    final transient @Nullable CancelScope scope;

    Cancelled(@Nullable CancelScope scope, String reason) {
        super(reason);
        this.scope = scope;
    }

    static Cancelled by(@Nullable CancelScope scope) {
        return new Cancelled(scope, scope == null ? "cancelled" : scope.reason());
    }

    /** {@return why, in the words of the canceller} */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
