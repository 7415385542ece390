package dev.pirn.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether the thread of a loop could run and got no processor, where the system tells: on Linux, of a platform thread. Under
 * {@code baton} the loop is on one carrier after the other, and nothing is known.
 */
public final class SchedStat {

    private static final Path PROC = Path.of("/proc");
    private static final Path THIS_THREAD = PROC.resolve("thread-self");
    private static final long UNKNOWN = -1;

    /** Of a thread that is not known yet. */
    public SchedStat() {}

    /** Whose times they are; the loop's. */
    private long threadId;

    /** Where the kernel tells of it; null if it does not. */
    private volatile @Nullable Path told;

    // the watchdog's

    private @Nullable Path lookedAt;
    private long ranBefore;

    /**
     * A thread begins to run the loop. On that thread.
     *
     * @param me the thread
     */
    public void enteredBy(Thread me) {
        if (me.threadId() == threadId) return;
        threadId = me.threadId();
        told = me.isVirtual() ? null : directoryOfThisThread();
    }

    /** A thread turns the loop by hand, for which looking at files would cost too much. */
    public void enteredByHand() {
        threadId = 0;
        told = null;
    }

    private static @Nullable Path directoryOfThisThread() {
        try {
            return PROC.resolve(Files.readSymbolicLink(THIS_THREAD));
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return null; // another system
        }
    }

    /**
     * How much of the time since the last look the thread ran, or waited for something else than a processor. By the watchdog.
     *
     * @param nanos the time since the last look
     */
    long withoutWaiting(long nanos) {
        Path now = told;
        if (now == null) return nanos;
        long ran = ranSinceLastLook(now);
        return ran == UNKNOWN || ran >= nanos || !isRunnable(now) ? nanos : ran;
    }

    private long ranSinceLastLook(Path thread) {
        long before = thread.equals(lookedAt) ? ranBefore : UNKNOWN;
        long now = nanosRun(read(thread, "schedstat"));
        lookedAt = thread;
        ranBefore = now;
        return before == UNKNOWN || now == UNKNOWN ? UNKNOWN : now - before;
    }

    /** The kernel adds up the wait for a processor only when it is over; while it lasts, the state tells. */
    private static boolean isRunnable(Path thread) {
        return isRunnable(read(thread, "stat"));
    }

    private static String read(Path thread, String file) {
        try {
            return Files.readString(thread.resolve(file));
        } catch (IOException e) {
            return ""; // the thread has ended
        }
    }

    /** The first of the numbers in {@code schedstat}. */
    static long nanosRun(String line) {
        int end = line.indexOf(' ');
        try {
            return end < 0 ? UNKNOWN : Long.parseLong(line, 0, end, 10);
        } catch (NumberFormatException e) {
            return UNKNOWN; // a kernel of another time
        }
    }

    /** Whether the state is {@code R}, in {@code stat} behind the name in brackets, which may have brackets itself. */
    static boolean isRunnable(String line) {
        return line.startsWith(") R ", line.lastIndexOf(')'));
    }
}
