package dev.pirn.process;

import dev.pirn.Signal;

/**
 * How a process ended: with an exit code, or by a signal.
 *
 * @param code the exit code; 0 if a signal ended it
 * @param signal the number of the signal that ended it; 0 if none did
 */
public record ExitStatus(int code, int signal) {

    /** Checks that it is one of the two. */
    public ExitStatus {
        if (signal < 0 || (signal > 0 && code != 0))
            throw new IllegalArgumentException("neither an exit nor a signal: code " + code + ", signal " + signal);
    }

    /**
     * {@return the status of a process that exited}
     *
     * @param code its exit code
     */
    public static ExitStatus exited(int code) {
        return new ExitStatus(code, 0);
    }

    /**
     * {@return the status of a process that a signal ended}
     *
     * @param signal the signal's number, more than 0
     */
    public static ExitStatus signalled(int signal) {
        if (signal <= 0) throw new IllegalArgumentException("not a signal's number: " + signal);
        return new ExitStatus(0, signal);
    }

    /** {@return whether it exited with code 0} */
    public boolean isSuccess() {
        return code == 0 && signal == 0;
    }

    /** {@return whether a signal ended it} */
    public boolean isSignalled() {
        return signal > 0;
    }

    /** {@return asyncio's {@code returncode}: the exit code, or minus the signal's number} */
    public int returnCode() {
        return isSignalled() ? -signal : code;
    }

    /** {@return what a shell would show: the exit code, or 128 plus the signal's number} */
    public int shellCode() {
        return isSignalled() ? 128 + signal : code;
    }

    @Override
    public String toString() {
        return isSignalled() ? "ended by " + Signal.describe(signal) : "exit code " + code;
    }
}
