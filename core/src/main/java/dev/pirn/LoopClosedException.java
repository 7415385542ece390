package dev.pirn;

import java.util.concurrent.RejectedExecutionException;

/** Run: the loop was closed before this call: it runs nothing any more. */
public final class LoopClosedException extends RejectedExecutionException {
    private static final long serialVersionUID = 1L;

    LoopClosedException(String message) {
        super(message);
    }
}
