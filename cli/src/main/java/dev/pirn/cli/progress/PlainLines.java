package dev.pirn.cli.progress;

import dev.pirn.cli.Units;
import dev.pirn.cli.download.Download;
import dev.pirn.cli.download.DownloadListener;
import dev.pirn.cli.download.Outcome;
import dev.pirn.text.Printable;
import java.io.PrintStream;
import java.time.Duration;

/** Shows downloads as plain lines, one for each that ended and each that is tried again: for files, pipes and logs. */
public final class PlainLines implements DownloadListener {

    private final PrintStream out;

    /**
     * Shows on a stream.
     *
     * @param out where
     */
    public PlainLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public void retrying(Download download, String reason, Duration pause) {
        out.println("retry    " + Printable.line(download.uri() + ": " + reason) + "; again in " + Units.time(pause));
    }

    @Override
    public void finished(Outcome outcome) {
        out.println(
                switch (outcome) {
                    case Outcome.Done(Download download, long bytes) ->
                        "ok       " + download.name() + "  " + Units.bytes(bytes);
                    case Outcome.Skipped(Download download) -> "kept     " + download.name() + "  is already there";
                    case Outcome.Failed(String url, String reason) -> "failed   " + url + ": " + reason;
                });
    }
}
