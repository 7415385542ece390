package dev.pirn.cli.download;

import dev.pirn.Body;
import dev.pirn.CancelScope;
import dev.pirn.Loop;
import dev.pirn.TimerHandle;
import java.time.Duration;

/**
 * Waits for a transfer as long as it makes progress, however long that takes, and gives up once nothing has come for
 * the time limit. One timer a transfer, set anew only when it fires: arriving bytes cost nothing.
 */
final class StallGuard {

    private final Transfer transfer;
    private final Duration limit;
    private final Loop loop = Loop.current();
    private final CancelScope scope = new CancelScope();
    private TimerHandle timer;

    StallGuard(Transfer transfer, Duration limit) {
        this.transfer = transfer;
        this.limit = limit;
        this.timer = loop.callLater(limit, this::check);
    }

    /** Runs the body in this coroutine. Fails with {@link FetchException} when nothing came for too long. */
    <T, X extends Exception> T call(Body<T, X> body) throws X, FetchException {
        try {
            T result = scope.call(body);
            if (result == null) throw Reasons.stalled(transfer, limit); // the scope was cancelled
            return result;
        } finally {
            timer.cancel();
        }
    }

    private void check() {
        long left = limit.toNanos() - transfer.quietNanos();
        if (left <= 0) scope.cancel();
        else timer = loop.callLater(Duration.ofNanos(left), this::check);
    }
}
