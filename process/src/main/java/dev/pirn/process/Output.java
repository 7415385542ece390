package dev.pirn.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a process wrote until its end, and how it ended. What was not captured through a pipe is empty. */
public final class Output {

    private static final int MOST_QUOTED = 1000;

    private final String command;
    private final byte[] output;
    private final byte[] error;
    private final ExitStatus status;

    Output(String command, byte[] output, byte[] error, ExitStatus status) {
        this.command = command;
        this.output = output;
        this.error = error;
        this.status = status;
    }

    /** {@return what it wrote to its standard output; the array itself, not a copy} */
    public byte[] bytes() {
        return output;
    }

    /** {@return what it wrote to its standard output, as UTF-8} */
    public String text() {
        return new String(output, StandardCharsets.UTF_8);
    }

    /** {@return what it wrote to its standard error; the array itself, not a copy} */
    public byte[] errorBytes() {
        return error;
    }

    /** {@return what it wrote to its standard error, as UTF-8} */
    public String errorText() {
        return new String(error, StandardCharsets.UTF_8);
    }

    /** {@return how it ended} */
    public ExitStatus status() {
        return status;
    }

    /**
     * Requires that it exited with code 0.
     *
     * @return this
     * @throws IOException if not; it names the command, the status and the begin of what went to standard error
     */
    public Output requireSuccess() throws IOException {
        if (status.isSuccess()) return this;
        String said = errorText().strip();
        String quoted = said.length() <= MOST_QUOTED ? said : said.substring(0, MOST_QUOTED) + "…";
        throw new IOException(command + ": " + status + (quoted.isEmpty() ? "" : ": " + quoted));
    }

    @Override
    public String toString() {
        return "Output[" + command + ", " + status + ", " + output.length + " + " + error.length + " bytes]";
    }
}
