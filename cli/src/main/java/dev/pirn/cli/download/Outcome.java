package dev.pirn.cli.download;

import dev.pirn.text.Printable;
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

        /** Makes both fit for a terminal. */
        public Failed {
            url = Printable.line(url);
            reason = Printable.line(reason);
        }

        Failed(URI uri, String reason) {
            this(uri.toString(), reason);
        }
    }
}
