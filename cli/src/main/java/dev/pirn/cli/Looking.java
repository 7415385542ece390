package dev.pirn.cli;

import dev.pirn.cli.attach.AttachException;
import dev.pirn.cli.attach.Attachment;
import dev.pirn.cli.attach.Link;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks at another JVM, in the name of a command. */
final class Looking {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration ENDING = Duration.ofSeconds(1);

    private Looking() {}

    /** What is asked of each copy of Pirn in a JVM. */
    @FunctionalInterface
    interface Look {
        void at(Link jvm) throws IOException;
    }

    static void at(long pid, Look look) {
        try (Attachment jvm = Attachment.to(pid, PATIENCE)) {
            for (Link link : jvm.links()) look.at(link);
        } catch (AttachException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UserException(why(pid, e), e);
        }
    }

    private static String why(long pid, IOException failure) {
        return hasEnded(pid)
                ? "process " + pid + " has ended"
                : "process " + pid + " does not answer: " + failure.getMessage();
    }

    /** A process that ends closes its connections first, and is gone a little later. */
    private static boolean hasEnded(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) return true;
        try {
            process.get().onExit().get(ENDING.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
