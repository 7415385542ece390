package dev.pirn.cli.download;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An attempt at a download failed. Its message is the reason in one line, fit for the user. */
public final class FetchException extends IOException {

    private static final long serialVersionUID = 1;

    private final boolean isTransient;
    private final Duration pause;

    private FetchException(String reason, boolean isTransient, Duration pause, @Nullable Throwable cause) {
        super(reason, cause);
        this.isTransient = isTransient;
        this.pause = pause;
    }

    /** {@return whether another attempt may succeed} */
    public boolean isTransient() {
        return isTransient;
    }

    /** {@return how long the server asks to wait before another attempt; zero if it does not say} */
    Duration pause() {
        return pause;
    }

    /**
     * {@return a failure that another attempt may not meet again}
     *
     * @param reason why, in one line
     * @param cause what was thrown, if anything
     */
    static FetchException passing(String reason, @Nullable Throwable cause) {
        return new FetchException(reason, true, Duration.ZERO, cause);
    }

    /**
     * {@return a failure that another attempt may not meet again, if it waits as long as the server asks}
     *
     * @param reason why, in one line
     * @param pause how long the server asks to wait; zero if it does not say
     */
    static FetchException busy(String reason, Duration pause) {
        return new FetchException(reason, true, pause, null);
    }

    /**
     * {@return a failure that another attempt would meet again}
     *
     * @param reason why, in one line
     * @param cause what was thrown, if anything
     */
    static FetchException lasting(String reason, @Nullable Throwable cause) {
        return new FetchException(reason, false, Duration.ZERO, cause);
    }
}
