package dev.pirn.cli.live;

import java.util.Locale;

/** Times, rates and shares in few characters. */
final class Amounts {

    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Amounts() {}

    /**
     * {@return a time in at most seven characters, such as {@code 350 ms}, {@code 1.2 s}, {@code 3 m 10}, {@code 2 h
     * 05}}
     */
    static String ofMillis(long millis) {
        if (millis < SECOND) return millis + " ms";
        if (millis < MINUTE) return String.format(Locale.ROOT, "%.1f s", Math.min(59.9, millis / 1e3));
        if (millis < HOUR) return String.format(Locale.ROOT, "%d m %02d", millis / MINUTE, millis % MINUTE / SECOND);
        if (millis < DAY) return String.format(Locale.ROOT, "%d h %02d", millis / HOUR, millis % HOUR / MINUTE);
        return millis / DAY + " d";
    }

    /** {@return a short time, such as {@code 450 ns}, {@code 12 us}, {@code 3.4 ms}} */
    static String ofNanos(long nanos) {
        if (nanos < 1_000) return nanos + " ns";
        if (nanos < 1_000_000) return rounded(nanos / 1e3) + " us";
        if (nanos < 1_000_000_000) return rounded(nanos / 1e6) + " ms";
        return ofMillis(nanos / 1_000_000);
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
    }

    /** {@return how many a second, such as {@code 0.5}, {@code 870}, {@code 12.3k}, {@code 1.2M}} */
    static String rate(long count, long nanos) {
        double rate = nanos <= 0 ? 0 : count * 1e9 / nanos;
        if (rate == 0) return "0";
        if (rate < 9.95) return String.format(Locale.ROOT, "%.1f", rate);
        return count(Math.round(rate));
    }

    /** {@return a number in at most five characters} */
    static String count(long count) {
        if (count < 10_000) return String.valueOf(count);
        if (count < 999_500) return scaled(count / 1e3, "k");
        return scaled(count / 1e6, "M");
    }

    private static String scaled(double value, String unit) {
        return String.format(Locale.ROOT, value < 99.95 ? "%.1f%s" : "%.0f%s", value, unit);
    }

    /** {@return a part of a whole in per cent, with one decimal} */
    static String share(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f", percent(part, whole));
    }

    static double percent(long part, long whole) {
        return whole <= 0 ? 0 : Math.clamp(100.0 * part / whole, 0, 100);
    }
}
