package dev.pirn.cli.download;

import java.io.IOException;

/** One way of getting the body of one URL. */
public interface Fetcher extends AutoCloseable {

    /**
     * Makes one attempt: asks, follows redirects, and writes the body of a good answer into the transfer. Runs in a
     * coroutine, suspends it, and gives up the connection when the coroutine is cancelled.
     *
     * @param transfer where from and where to; gets the expected length before the first byte
     * @throws IOException if the answer is not a good one, or breaks off; {@link FetchException} where the reason is
     *     known
     */
    void fetch(Transfer transfer) throws IOException;

    /** Gives back connections and threads. */
    @Override
    void close();
}
