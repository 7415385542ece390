package dev.pirn.cli.download;

import java.net.URI;

/** How the download of one URL ended. */
public sealed interface Outcome {

    /** {@return the URL as the user gave it} */
    String url();

    /**
     * The file is there, whole, under its final name.
     *
     * @param download what was downloaded
     * @param bytes its size
     */
    record Done(Download download, long bytes) implements Outcome {
        @Override
        public String url() {
            return download.uri().toString();
        }
    }

    /**
     * The file was there before and was left as it is.
     *
     * @param download what was not downloaded
     */
    record Skipped(Download download) implements Outcome {
        @Override
        public String url() {
            return download.uri().toString();
        }
    }

    /**
     * There is no new file under the final name.
     *
     * @param url the URL as the user gave it
     * @param reason why, in one line
     */
    record Failed(String url, String reason) implements Outcome {

        Failed(URI uri, String reason) {
            this(uri.toString(), reason);
        }
    }
}
