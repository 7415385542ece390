package dev.pirn;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by an await in a scope that was cancelled. Let it pass: {@code finally} blocks run, the scope that was cancelled
 * catches it. Code that catches it goes on, until the next await throws again; {@link Async#shielded} protects cleanup that
 * must await.
 *
 * <p>It is an {@link Error}, as {@code ThreadDeath} was, because {@code catch (Exception e)} stands in every service and
 * must not swallow it. Only the loop creates it. Its stack trace is that of the await that threw it.
 */
public final class Cancelled extends Error {
    private static final long serialVersionUID = 1L;

    /** The scope that this one stops at; null when the loop was closed. */
    final transient @Nullable CancelScope scope;

    Cancelled(@Nullable CancelScope scope, String reason) {
        super(reason);
        this.scope = scope;
    }

    /** {@return why, in the words of the canceller} */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
