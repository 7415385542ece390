package dev.pirn.cli.progress;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * The lines at the bottom of a terminal that bars are drawn on.
 *
 * <p>The library's own consumer opens a JLine terminal, which takes over SIGINT: Ctrl-C would end the JVM before
 * anything is cleaned up. Drawn on by the library's thread, opened and closed by others: hence the lock.
 */
final class BarLines implements AutoCloseable {

    private final PrintStream terminal;
    private final int columns;
    private int count;

    /** Draws on a terminal that is so wide. */
    BarLines(PrintStream terminal, int columns) {
        this.terminal = terminal;
        this.columns = columns;
    }

    /** {@return a new line below the others} */
    synchronized ProgressBarConsumer add() {
        terminal.println();
        return new Line(count++);
    }

    private synchronized void draw(int line, String text) {
        if (line >= count) return; // the library's thread came late: the lines are wiped

        int up = count - line;
        terminal.print("\033[" + up + "A\r" + text + "\033[K\033[" + up + "B\r");
        terminal.flush();
    }

    /** Wipes all lines. */
    @Override
    public synchronized void close() {
        terminal.print("\033[" + count + "A\r\033[J"); // up to the first one, then clear to the end
        terminal.flush();
        count = 0;
    }

    private final class Line implements ProgressBarConsumer {

        private final int line;

        Line(int line) {
            this.line = line;
        }

        @Override
        public int getMaxRenderedLength() {
            return columns - 1; // in the last column some terminals begin a new line
        }

        @Override
        public void accept(String text) {
            draw(line, text);
        }

        @Override
        public void close() {} // wiped with the others
    }
}
