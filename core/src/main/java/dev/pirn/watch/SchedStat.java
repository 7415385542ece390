package dev.pirn.watch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long the thread of a loop ran and how long it waited for a processor: on Linux, by the kernel's statistics. Of
 * a loop on a virtual thread, as under {@code baton}, the carrier is not known; it has run at most as long as the
 * busiest carrier.
 */
public final class SchedStat {

    private static final Path PROC = Path.of("/proc");
    private static final Path THIS_THREAD = PROC.resolve("thread-self");
    private static final Path THREADS = PROC.resolve("self/task");
    private static final String CARRIER = "ForkJoinPool-";
    private static final long UNKNOWN = -1;

    /** Whose times they are; the loop's. */
    private long threadId;

    /** The kernel's directory about the thread, or about all threads if it is virtual; null if nothing is known. */
    private volatile @Nullable Path directory;

    // the watchdog's

    private @Nullable Path lookedAt;
    private Map<Path, Times> before = Map.of();

    /** Of a thread that is not known yet. */
    public SchedStat() {}

    /** Of a thread that the kernel describes in a directory. */
    SchedStat(Path directory) {
        this.directory = directory;
    }

    /**
     * What a thread did since the last look.
     *
     * @param ran for how many nanoseconds it ran, at most; -1 if that is not known
     * @param waited for how many nanoseconds it could run and got no processor, as far as these waits are over
     * @param state the kernel's letter for what it does now: {@code R} if it could run; a blank if that is not known
     */
    record Use(long ran, long waited, char state) {

        static final char NO_STATE = ' ';
        static final Use NOT_KNOWN = new Use(UNKNOWN, 0, NO_STATE);

        boolean isKnown() {
            return ran != UNKNOWN;
        }

        boolean isRunnable() {
            return state == 'R';
        }

        boolean isSleeping() {
            return state == 'S';
        }
    }

    /** The sums of a thread, in nanoseconds. */
    record Times(long ran, long waited) {}

    /**
     * A thread begins to run the loop. On that thread.
     *
     * @param me the thread
     */
    public void enteredBy(Thread me) {
        if (me.threadId() == threadId) return;
        threadId = me.threadId();
        directory = me.isVirtual() ? THREADS : directoryOfThisThread();
    }

    /** A thread turns the loop by hand, for which looking at files would cost too much. */
    public void enteredByHand() {
        threadId = 0;
        directory = null;
    }

    private static @Nullable Path directoryOfThisThread() {
        try {
            return PROC.resolve(Files.readSymbolicLink(THIS_THREAD));
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return null; // another system
        }
    }

    /** Takes the sums from which {@link #sinceLast} counts, unless that costs much. By the watchdog. */
    void mark() {
        Path now = directory;
        if (now == null || now.equals(THREADS)) return;
        lookedAt = now;
        before = times(now);
    }

    /**
     * {@return for how many nanoseconds the thread waited for a processor since the last mark; 0 if not known} Marks
     * again.
     */
    long waitedSinceMark() {
        Map<Path, Times> earlier = before;
        mark();
        Path thread = directory;
        Times then = thread == null ? null : earlier.get(thread);
        Times now = thread == null ? null : before.get(thread);
        return then == null || now == null ? 0 : now.waited - then.waited;
    }

    /** {@return what the thread did since this or {@link #mark} was called} By the watchdog. */
    Use sinceLast() {
        Path now = directory;
        if (now == null) return Use.NOT_KNOWN;
        Map<Path, Times> earlier = now.equals(lookedAt) ? before : Map.of();
        lookedAt = now;
        before = now.equals(THREADS) ? carriers() : times(now);
        return now.equals(THREADS) ? busiest(earlier) : use(now, earlier.get(now));
    }

    private Use use(Path thread, @Nullable Times earlier) {
        Times now = before.get(thread);
        if (earlier == null || now == null) return Use.NOT_KNOWN;
        return new Use(now.ran - earlier.ran, now.waited - earlier.waited, state(read(thread, "stat")));
    }

    /** Which one carries the loop is not known. */
    private Use busiest(Map<Path, Times> earlier) {
        Use all = Use.NOT_KNOWN;
        for (Path thread : before.keySet()) {
            Use use = use(thread, earlier.get(thread));
            all = new Use(Math.max(all.ran, use.ran), Math.max(all.waited, use.waited), Use.NO_STATE);
        }
        return all;
    }

    private static Map<Path, Times> carriers() {
        Map<Path, Times> all = new HashMap<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) if (read(thread, "comm").startsWith(CARRIER)) all.putAll(times(thread));
        } catch (IOException e) {
            return Map.of(); // another system
        }
        return all;
    }

    private static Map<Path, Times> times(Path thread) {
        Times times = times(read(thread, "schedstat"));
        return times == null ? Map.of() : Map.of(thread, times);
    }

    private static String read(Path thread, String file) {
        try {
            return Files.readString(thread.resolve(file));
        } catch (IOException e) {
            return ""; // the thread has ended
        }
    }

    /** The first two numbers in {@code schedstat}; null if there are none. */
    static @Nullable Times times(String line) {
        String[] numbers = line.split(" ", 3);
        try {
            return numbers.length < 3 ? null : new Times(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
        } catch (NumberFormatException e) {
            return null; // a kernel of another time
        }
    }

    /**
     * The state, in {@code stat} behind the name in brackets, which may have brackets itself; a blank if there is none.
     */
    static char state(String line) {
        int at = line.lastIndexOf(')') + 2;
        return at > 1 && at < line.length() ? line.charAt(at) : Use.NO_STATE;
    }
}
