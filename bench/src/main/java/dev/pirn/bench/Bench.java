package dev.pirn.bench;

import dev.pirn.cli.UserException;
import java.io.IOException;
import java.util.concurrent.CancellationException;

/** What the commands that measure have in common. */
final class Bench {

    private Bench() {}

    /** A run that starts processes. */
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** Runs it, and lets no process outlive this one. */
    static void run(Work work) {
        Children.endWithThisProcess();
        try {
            work.run();
        } catch (IOException e) {
            throw new UserException("the measurement failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while measuring");
        }
    }
}
