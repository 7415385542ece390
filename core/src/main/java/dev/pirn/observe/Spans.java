package dev.pirn.observe;

/** Spans of time in words, as dumps put them. From any thread. */
public final class Spans {

    private static final long FOR_EVER = 100L * 365 * 24 * 3_600_000;

    private Spans() {}

    /**
     * {@return a span in the unit that suits it: {@code 20 ms}, {@code 3.2 s}, {@code 5 min}, {@code 7 h}; {@code ever}
     * from a hundred years}
     *
     * @param millis how long, in milliseconds
     */
    public static String words(long millis) {
        if (millis < 1000) return millis + " ms";
        if (millis < 60_000) return millis / 1000 + "." + millis % 1000 / 100 + " s";
        if (millis < 3_600_000) return millis / 60_000 + " min";
        return millis < FOR_EVER ? millis / 3_600_000 + " h" : "ever";
    }
}
