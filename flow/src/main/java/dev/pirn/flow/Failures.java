package dev.pirn.flow;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** How a failure passes from one stack to another: unchecked as it is, checked as a cause, as futures do it. */
final class Failures {

    private Failures() {}

    /** Throws the failure, if there is one. */
    static void rethrow(@Nullable Throwable failure) {
        switch (failure) {
            case null -> {}
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new CompletionException(failure);
        }
    }
}
