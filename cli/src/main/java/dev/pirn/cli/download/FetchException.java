package dev.pirn.cli.download;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One attempt at a download failed. Its message is the reason in one line, fit for the user. */
public final class FetchException extends IOException {

    private static final long serialVersionUID = 1;

    private final boolean isTransient;

    private FetchException(String reason, boolean isTransient, @Nullable Throwable cause) {
        super(reason, cause);
        this.isTransient = isTransient;
    }

    /** {@return whether another attempt may succeed} */
    public boolean isTransient() {
        return isTransient;
    }

    /**
     * {@return a failure that another attempt may not meet again}
     *
     * @param reason why, in one line
     * @param cause what was thrown, if anything
     */
    static FetchException passing(String reason, @Nullable Throwable cause) {
        return new FetchException(reason, true, cause);
    }

    /**
     * {@return a failure that another attempt would meet again}
     *
     * @param reason why, in one line
     * @param cause what was thrown, if anything
     */
    static FetchException lasting(String reason, @Nullable Throwable cause) {
        return new FetchException(reason, false, cause);
    }
}
