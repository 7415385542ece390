package dev.pirn.cli.progress;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Finds out how wide the terminal is. */
public final class TerminalWidth {

    private static final int DEFAULT = 80;

    private TerminalWidth() {}

    /**
     * {@return the columns of the terminal at the standard input, or 80 where it is not known} Not for coroutines: it
     * starts a process and blocks for some milliseconds.
     */
    public static int columns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Redirect.INHERIT)
                    .redirectError(Redirect.DISCARD)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ", -1);
            boolean isGood = stty.waitFor(1, TimeUnit.SECONDS) && size.length == 2 && !size[1].equals("0");
            return isGood ? Integer.parseInt(size[1]) : DEFAULT;
        } catch (IOException | NumberFormatException e) {
            return DEFAULT; // no such command, or another one of that name
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DEFAULT;
        }
    }
}
