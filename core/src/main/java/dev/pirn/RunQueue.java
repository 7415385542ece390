package dev.pirn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How long the thread of a loop could run and got no processor, where the system tells: on Linux, of a platform thread. Under
 * {@code baton} the loop is on one carrier after the other, and nothing is known.
 */
final class RunQueue {

    private static final Path PROC = Path.of("/proc");
    private static final Path THIS_THREAD = PROC.resolve("thread-self");
    private static final String TOLD_IN = "schedstat";

    /** Whose times they are; the loop's. */
    private long threadId;

    /** Where the kernel tells them; null if it does not. */
    private volatile @Nullable Path times;

    // the watchdog's

    private @Nullable Path lookedAt;
    private long waitedBefore;

    /** A thread begins to run the loop. On that thread. */
    void enteredBy(Thread me) {
        if (me.threadId() == threadId) return;
        threadId = me.threadId();
        times = me.isVirtual() ? null : timesOfThisThread();
    }

    private static @Nullable Path timesOfThisThread() {
        try {
            return PROC.resolve(Files.readSymbolicLink(THIS_THREAD)).resolve(TOLD_IN);
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return null; // another system
        }
    }

    /** How many nanoseconds it has waited since the last look; 0 if that is not known, or of another thread. By the watchdog. */
    long waitedSinceLastLook() {
        Path now = times;
        Path before = lookedAt;
        long waited = now == null ? 0 : read(now);
        long since = now != null && now.equals(before) ? waited - waitedBefore : 0;
        lookedAt = now;
        waitedBefore = waited;
        return Math.max(0, since);
    }

    private static long read(Path times) {
        try {
            return parse(Files.readString(times));
        } catch (IOException e) {
            return 0; // the thread has ended
        }
    }

    /** The second of the numbers: nanoseconds on a processor, nanoseconds waiting for one, slices. */
    static long parse(String line) {
        String[] numbers = line.strip().split(" ");
        try {
            return numbers.length < 2 ? 0 : Long.parseLong(numbers[1]);
        } catch (NumberFormatException e) {
            return 0; // a kernel of another time
        }
    }
}
