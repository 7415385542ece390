package dev.pirn.cli;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * Where a command writes to.
 *
 * @param out results
 * @param err progress and failures
 * @param isTerminal whether a person looks at {@code err} as it is written, so that bars may be drawn
 */
public record Output(PrintStream out, PrintStream err, boolean isTerminal) {

    /** {@return a writer to a stream that shows every line at once} */
    static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    /** {@return this process's own streams} */
    public static Output ofProcess() {
        boolean isDumb = "dumb".equals(System.getenv("TERM"));
        boolean isConsole =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return new Output(Results.ofProcess(), System.err, isConsole && !isDumb);
    }
}
