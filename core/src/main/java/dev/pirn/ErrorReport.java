package dev.pirn;

import dev.pirn.text.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Run: something that went wrong on a loop and that no caller can catch.
 *
 * @param message what happened, in words
 * @param failure what was thrown; null if nothing was
 * @param source the task, callback or other object it happened in; null if none
 */
public record ErrorReport(
        String message,
        @Nullable Throwable failure,
        @Nullable Object source) {

    @Override
    public String toString() {
        return Printable.line(source == null ? message : message + " [" + source + "]");
    }
}
