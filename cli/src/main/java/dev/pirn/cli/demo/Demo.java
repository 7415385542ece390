package dev.pirn.cli.demo;

import static dev.pirn.Async.toThread;

import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.cli.Output;
import dev.pirn.cli.Units;
import dev.pirn.cli.download.Checksums;
import dev.pirn.cli.download.Download;
import dev.pirn.cli.download.DownloadListener;
import dev.pirn.cli.download.DownloadOptions;
import dev.pirn.cli.download.Downloader;
import dev.pirn.cli.download.Fetcher;
import dev.pirn.cli.download.HttpClientFetcher;
import dev.pirn.cli.download.Outcome;
import dev.pirn.cli.download.PartFiles;
import dev.pirn.cli.download.Summary;
import dev.pirn.cli.download.UrlConnectionFetcher;
import dev.pirn.cli.progress.Bars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The demonstration: a server on the loop hands out pictures slowly, and the same loop downloads them in every {@link
 * Way}. What arrived is compared with what was painted, byte for byte.
 */
public final class Demo {

    /** The engine with which foreign blocking code blocks the whole loop, and with it the server. */
    private static final String BATON = "baton";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Picture> pictures;
    private final Duration delay;
    private final Path directory;
    private final Output output;
    private final int columns;
    private final List<Row> rows = new ArrayList<>();

    /**
     * Paints the pictures; blocks for some 50 ms for each.
     *
     * @param count how many
     * @param width their width in pixels
     * @param height their height in pixels
     * @param delay how long the server takes for each
     * @param directory where the downloaded files go; files of the same names are replaced
     * @param output where to show what happens
     * @param columns how wide progress bars may be; 0 for none
     */
    public Demo(int count, int width, int height, Duration delay, Path directory, Output output, int columns) {
        this.pictures = Picture.weave(count, width, height);
        this.delay = delay;
        this.directory = directory;
        this.output = output;
        this.columns = columns;
    }

    /** {@return how many bytes all pictures have together} */
    public long bytes() {
        return pictures.stream().mapToLong(Picture::size).sum();
    }

    /**
     * Downloads the pictures in every way on one loop; blocks until that is done.
     *
     * @param runner owns the loop
     */
    public void runOn(Runner runner) {
        runner.run(() -> {
            try (PictureServer server = PictureServer.start(pictures, delay);
                    PartFiles parts = new PartFiles()) {
                warmUp(server, parts);
                for (Way way : Way.values()) rows.add(measure(way, server, parts));
            }
        });
    }

    /** One unknown picture in each way first, so that loading classes does not count as downloading. */
    private void warmUp(PictureServer server, PartFiles parts) {
        Download nothing = new Download(server.urlOf("nothing"), directory.resolve("nothing"));
        for (Way way : Way.values()) {
            if (!isLeftOut(way)) download(way, List.of(nothing), parts, DownloadListener.SILENT);
        }
    }

    private static boolean isLeftOut(Way way) {
        return way.isBlocking() && Loop.current().coroutines().equals(BATON);
    }

    private Row measure(Way way, PictureServer server, PartFiles parts) throws IOException {
        Loop loop = Loop.current();
        Duration expected = way.expected(pictures.size(), delay);
        if (isLeftOut(way)) return new Row(loop.backend(), loop.coroutines(), way, expected, null, 0);

        List<Download> downloads = downloads(server);
        for (Download download : downloads) Files.deleteIfExists(download.file()); // what is verified must be new
        Summary summary = download(way, downloads, parts, progress(way, downloads, loop));
        report(way, summary, loop);
        return new Row(loop.backend(), loop.coroutines(), way, expected, summary.time(), toThread(this::verified));
    }

    private void report(Way way, Summary summary, Loop loop) {
        int count = summary.done().size();
        output.err().println(loop.backend() + ", " + way + ": " + count + " pictures in " + Units.time(summary.time()));
        for (Outcome.Failed failure : summary.failed())
            output.err().println("failed: " + failure.url() + ": " + failure.reason());
    }

    private Summary download(Way way, List<Download> downloads, PartFiles parts, DownloadListener progress) {
        Duration timeout = delay.plus(PATIENCE);
        DownloadOptions options = new DownloadOptions(way.concurrency(downloads.size()), 0, timeout, false);
        try (progress;
                Fetcher fetcher =
                        way.isBlocking() ? new UrlConnectionFetcher(timeout) : new HttpClientFetcher(timeout)) {
            Loop loop = Loop.current();
            Downloader downloader = new Downloader(fetcher, options, progress, parts, Checksums.NONE);
            long start = loop.time();
            downloader.run(downloads);
            return new Summary(downloader.outcomes(), Duration.ofNanos(loop.time() - start));
        }
    }

    private List<Download> downloads(PictureServer server) {
        return pictures.stream()
                .map(picture -> new Download(server.urlOf(picture.name()), fileOf(picture)))
                .toList();
    }

    private Path fileOf(Picture picture) {
        return directory.resolve(picture.name());
    }

    private DownloadListener progress(Way way, List<Download> downloads, Loop loop) {
        if (columns == 0) return DownloadListener.SILENT;
        return new Bars(output.err(), columns, way.toString(), downloads, downloads.size(), loop::time);
    }

    /** {@return how many files are what was painted} Reads them all: for a thread that may block. */
    private int verified() throws IOException {
        int good = 0;
        for (Picture picture : pictures) {
            Path file = fileOf(picture);
            if (Files.exists(file) && Checksums.sha256(file).equals(picture.sha256())) good++;
        }
        return good;
    }

    /** Prints the times of all runs. */
    public void printTable() {
        new Table(output.out(), pictures.size()).print(rows);
        if (rows.stream().anyMatch(Row::isSkipped))
            output.out()
                    .println("left out: the baton engine runs no blocking code beside the loop; start Java with\n"
                            + "          --add-opens java.base/java.lang=ALL-UNNAMED, as ./pirn does");
    }

    /** {@return whether every file of every run was what was painted} */
    public boolean isGood() {
        return rows.stream().allMatch(row -> row.isSkipped() || row.verified() == pictures.size());
    }
}
