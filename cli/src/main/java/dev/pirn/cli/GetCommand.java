package dev.pirn.cli;

import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.cli.download.Checksums;
import dev.pirn.cli.download.DownloadListener;
import dev.pirn.cli.download.DownloadOptions;
import dev.pirn.cli.download.Downloader;
import dev.pirn.cli.download.Fetcher;
import dev.pirn.cli.download.HttpClientFetcher;
import dev.pirn.cli.download.Outcome;
import dev.pirn.cli.download.PartFiles;
import dev.pirn.cli.download.Plan;
import dev.pirn.cli.download.Reasons;
import dev.pirn.cli.download.Summary;
import dev.pirn.cli.download.UrlConnectionFetcher;
import dev.pirn.cli.download.Urls;
import dev.pirn.cli.progress.Bars;
import dev.pirn.cli.progress.PlainLines;
import dev.pirn.cli.progress.TerminalWidth;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pirn get}: downloads many URLs at once. */
@Command(
        name = "get",
        description = {
            "Download many files at once.",
            "",
            "A file appears under its name only when it is whole. Whatever breaks off or meets a server's error is"
                    + " tried again; what fails for good is listed at the end and takes nothing else with it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn get https://example.org/a.png https://example.org/b.png",
            "  pirn get -c 64 -o pictures -i urls.txt",
            "  grep -o 'http[^\"]*png' page.html | pirn get -o pictures -i -",
            "  pirn get --blocking URL…     the same through plain blocking code in coroutines",
            "",
            "Exit codes: 0 everything is there, 1 something failed, 2 called wrongly, 130 interrupted."
        })
final class GetCommand implements Callable<Integer> {

    private final Output output;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Mixin
    private final LoopOption loop = new LoopOption();

    @Parameters(arity = "0..*", paramLabel = "URL", description = "What to download: http or https.")
    private List<String> urls = List.of();

    @Option(
            names = {"-i", "--input-file"},
            paramLabel = "FILE",
            description = "Read URLs from FILE, one a line; - is the standard input.")
    private @Nullable String inputFile;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Where the files go; made if it is not there. Default: here.")
    private Path directory = Path.of("");

    @Option(
            names = {"-c", "--concurrency"},
            paramLabel = "N",
            description = "How many downloads run at once. Default: ${DEFAULT-VALUE}.")
    private int concurrency = 16;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Give up an attempt after so long without progress: seconds, or like 500ms. Default: 30.")
    private Duration timeout = Duration.ofSeconds(30);

    @Option(
            names = "--retries",
            paramLabel = "N",
            description =
                    "How often to try again what may pass: server errors, breaks, silence. Default: ${DEFAULT-VALUE}.")
    private int retries = 3;

    @Option(names = "--no-clobber", description = "Keep files that are already there instead of replacing them.")
    private boolean keepsExisting;

    @Option(
            names = "--sha256sums",
            paramLabel = "FILE",
            description = "Check the files against FILE, as sha256sum writes it.")
    private @Nullable Path checksumFile;

    @Option(
            names = "--blocking",
            description = "Use plain blocking code in coroutines instead of the asynchronous HTTP client.")
    private boolean blocking;

    @Option(names = "--no-progress", description = "Plain lines instead of progress bars.")
    private boolean noProgress;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say only what failed.")
    private boolean quiet;

    GetCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        List<String> wanted = wanted();
        DownloadOptions options = options();
        Checksums checksums = checksums();
        Plan plan = Plan.of(wanted, directory);
        try (Runner runner = loop.newRunner();
                Fetcher fetcher = blocking ? new UrlConnectionFetcher(timeout) : new HttpClientFetcher(timeout);
                PartFiles parts = new PartFiles()) {
            OutputDirectory.prepare(directory);
            DownloadListener progress = progress(plan, runner.loop());
            Downloader downloader = new Downloader(fetcher, options, progress, parts, checksums);
            return download(plan, runner, downloader, progress);
        }
    }

    private int download(Plan plan, Runner runner, Downloader downloader, DownloadListener progress) {
        Loop loop = runner.loop();
        long start = loop.time();
        CancellationException interruption = null;
        try (progress) {
            plan.rejected().forEach(downloader::finish);
            runner.run(() -> downloader.run(plan.downloads()));
        } catch (CancellationException e) {
            interruption = e;
        }
        Summary summary = new Summary(downloader.outcomes(), Duration.ofNanos(loop.time() - start));
        return interruption == null ? report(summary) : reportInterrupted(summary, plan, interruption);
    }

    private int report(Summary summary) {
        if (!quiet) output.out().println(summary.line());
        List<Outcome.Failed> failed = summary.failed();
        if (failed.isEmpty()) return ExitCode.OK;

        output.err().println("Failed:");
        for (Outcome.Failed failure : failed) output.err().println("  " + failure.url() + ": " + failure.reason());
        return ExitCode.SOFTWARE;
    }

    private int reportInterrupted(Summary summary, Plan plan, CancellationException interruption) {
        output.err()
                .println("interrupted: " + summary.done().size() + " of " + plan.size()
                        + " files are there, nothing partial is left");
        return Failures.exitCode(interruption);
    }

    private DownloadListener progress(Plan plan, Loop loop) {
        if (quiet) return DownloadListener.SILENT;
        if (noProgress || !output.isTerminal()) return new PlainLines(output.err());
        return new Bars(output.err(), TerminalWidth.columns(), "all", plan.downloads(), plan.size(), loop::time);
    }

    private DownloadOptions options() {
        if (concurrency < 1) throw wrong("--concurrency must be at least 1, not '" + concurrency + "'");
        if (retries < 0) throw wrong("--retries must not be negative: '" + retries + "'");
        return new DownloadOptions(concurrency, retries, timeout, keepsExisting);
    }

    private List<String> wanted() {
        List<String> all = new ArrayList<>(urls);
        if (inputFile != null) all.addAll(Urls.list(lines(inputFile)));
        if (all.isEmpty()) throw wrong("no URL given");
        return all;
    }

    private static List<String> lines(String file) {
        try {
            if (!file.equals("-")) return Files.readAllLines(Path.of(file));
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UserException("cannot read " + file + ": " + Reasons.ofFile(e), e);
        }
    }

    private Checksums checksums() {
        if (checksumFile == null) return Checksums.NONE;
        try {
            return Checksums.read(checksumFile);
        } catch (IOException e) {
            throw new UserException("cannot read " + checksumFile + ": " + Reasons.ofFile(e), e);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
