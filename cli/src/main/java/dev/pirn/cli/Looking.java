package dev.pirn.cli;

import dev.pirn.cli.attach.AttachException;
import dev.pirn.cli.attach.Attachment;
import dev.pirn.cli.attach.Link;
import java.io.IOException;
import java.time.Duration;

/** Looks at another JVM, in the name of a command. */
final class Looking {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

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
        return Attachment.hasEnded(pid)
                ? "process " + pid + " has ended"
                : "process " + pid + " does not answer: " + failure.getMessage();
    }
}
