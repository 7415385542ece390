package dev.pirn.watch;

/**
 * How many steps took how long: a log-linear histogram, eight equal buckets to each power of two, so a duration is
 * known to within an eighth (the form of G. Tene's HdrHistogram, http://hdrhistogram.org). The loop counts, any thread
 * reads; nothing is ever reset, a reader subtracts what it has seen before.
 */
final class StepTimes {

    private static final int SUB_BITS = 3;
    private static final int SUB = 1 << SUB_BITS;

    /** The highest bucket is that of {@link Long#MAX_VALUE}. */
    private static final int BUCKETS = indexOf(Long.MAX_VALUE) + 1;

    private final SeqLock counts = new SeqLock(BUCKETS);
    private long[] seen = new long[BUCKETS];

    /** The loop: counts one step. */
    void add(long nanos) {
        counts.begin();
        counts.add(indexOf(Math.max(0, nanos)), 1);
        counts.end();
    }

    /** {@return the steps since this was asked before, one count a bucket} One thread at a time. */
    long[] sinceLast() {
        long[] now = counts.copy();
        long[] difference = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) difference[i] = now[i] - seen[i];
        seen = now;
        return difference;
    }

    /**
     * {@return the duration that a share of the steps do not exceed, as the middle of its bucket; 0 if there are no
     * steps}
     *
     * @param counts of the buckets
     * @param share between 0 and 1
     */
    static long percentile(long[] counts, double share) {
        long total = 0;
        for (long count : counts) total += count;
        long left = (long) Math.ceil(total * share);
        for (int i = 0; i < counts.length && total > 0; i++) {
            left -= counts[i];
            if (left <= 0) return middleOf(i);
        }
        return 0;
    }

    static int indexOf(long nanos) {
        if (nanos < SUB) return (int) nanos;
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - SUB_BITS;
        return ((shift + 1) << SUB_BITS) + (int) ((nanos >>> shift) & (SUB - 1));
    }

    static long middleOf(int index) {
        if (index < SUB) return index;
        int shift = (index >>> SUB_BITS) - 1;
        long low = (long) (SUB + (index & (SUB - 1))) << shift;
        return low + ((1L << shift) >>> 1);
    }
}
