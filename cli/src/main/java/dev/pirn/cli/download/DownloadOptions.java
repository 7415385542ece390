package dev.pirn.cli.download;

import java.time.Duration;

/**
 * How to download.
 *
 * @param concurrency how many downloads run at once; at least 1
 * @param retries how many more attempts a download gets after the first; 0 or more
 * @param timeout how long an attempt may go without progress; positive
 * @param keepsExisting whether a file that is already there is left alone instead of replaced
 */
public record DownloadOptions(int concurrency, int retries, Duration timeout, boolean keepsExisting) {

    /** Refuses what cannot work. */
    public DownloadOptions {
        if (concurrency < 1) throw new IllegalArgumentException("concurrency < 1: " + concurrency);
        if (retries < 0) throw new IllegalArgumentException("retries < 0: " + retries);
        if (!timeout.isPositive()) throw new IllegalArgumentException("timeout not positive: " + timeout);
    }
}
