package dev.pirn.cli.download;

import java.time.Duration;

/**
 * Gets the progress of downloads, to show it. {@link #received} is called on whatever thread the bytes arrive on,
 * everything else on the loop; nothing here may block for long or throw.
 */
public interface DownloadListener extends AutoCloseable {

    /** Shows nothing. */
    DownloadListener SILENT = new DownloadListener() {};

    /**
     * An attempt starts; bytes of an earlier attempt do not count any more.
     *
     * @param download what is attempted
     */
    default void started(Download download) {}

    /**
     * The server said how long the body is.
     *
     * @param download what is attempted
     * @param length bytes that will come
     */
    default void expects(Download download, long length) {}

    /**
     * Bytes arrived.
     *
     * @param download what is attempted
     * @param bytes how many
     */
    default void received(Download download, long bytes) {}

    /**
     * An attempt failed and another one follows.
     *
     * @param download what is attempted
     * @param reason why it failed, in one line
     * @param pause how long until the next attempt
     */
    default void retrying(Download download, String reason, Duration pause) {}

    /**
     * A URL is finished with, well or not.
     *
     * @param outcome how it ended
     */
    default void finished(Outcome outcome) {}

    /** Stops showing; called once, after everything else. */
    @Override
    default void close() {}
}
