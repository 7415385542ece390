package dev.pirn.cli;

import java.time.Duration;
import java.util.Locale;

/** How the command line writes sizes, times and rates; one place, so that every table and line agrees. */
public final class Units {

    private Units() {}

    /**
     * {@return a size for people, for example {@code 1.4 MB}}
     *
     * @param bytes how many bytes; powers of 1000 are used
     */
    public static String bytes(long bytes) {
        if (bytes < 1000) return bytes + " B";
        if (bytes < 1_000_000) return decimal("%.0f kB", bytes / 1e3);
        if (bytes < 1_000_000_000) return decimal("%.1f MB", bytes / 1e6);
        return decimal("%.2f GB", bytes / 1e9);
    }

    /**
     * {@return a time for people, for example {@code 350 ms} or {@code 2.41 s}}
     *
     * @param time the time
     */
    public static String time(Duration time) {
        if (time.toMillis() < 1000) return time.toMillis() + " ms";
        return decimal("%.2f s", seconds(time));
    }

    /**
     * {@return bytes a second for people, for example {@code 12.0 MB/s}}
     *
     * @param bytes how many bytes
     * @param time in what time
     */
    public static String rate(long bytes, Duration time) {
        double seconds = Math.max(seconds(time), 0.001);
        return bytes((long) (bytes / seconds)) + "/s";
    }

    /**
     * {@return the time in seconds, with its fraction}
     *
     * @param time the time
     */
    public static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static String decimal(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
