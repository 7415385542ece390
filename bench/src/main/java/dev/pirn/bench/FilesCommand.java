package dev.pirn.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.pirn.Runner;
import dev.pirn.cli.LoopOption;
import dev.pirn.cli.Output;
import dev.pirn.cli.Units;
import dev.pirn.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pirn bench files}: random reads of a large file, by the loop's own files and by a thread pool. */
@Command(
        name = "files",
        description = {
            "Read a large file at random positions: through AsyncFile, and beside it through a pool of threads.",
            "",
            "Meanwhile a ticker runs on the loop every millisecond: how late it is shows how long the loop was held."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn bench files --loop io_uring",
            "  pirn bench files --mib 256 --reads 2000 --dir /var/tmp",
            "",
            "The file is made first and deleted in the end; it comes from the page cache as far as that holds it."
        })
public final class FilesCommand implements Runnable {

    private final Output output;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Mixin
    private LoopOption loop = new LoopOption();

    @Option(names = "--mib", paramLabel = "N", description = "Size of the file in MiB. Default: 1024.")
    private int mib = 1024;

    @Option(names = "--reads", paramLabel = "N", description = "How many reads. Default: 10000.")
    private int reads = 10_000;

    @Option(names = "--block", paramLabel = "BYTES", description = "Of a read. Default: 4096.")
    private int block = 4096;

    @Option(names = "--concurrency", paramLabel = "N", description = "Reads under way at a time. Default: 64.")
    private int concurrency = 64;

    @Option(names = "--threads", paramLabel = "N", description = "Of the pool to compare with. Default: 16.")
    private int threads = 16;

    @Option(names = "--rounds", paramLabel = "N", description = "Of each, one after the other. Default: 3.")
    private int rounds = 3;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where to make the file. Default: the current directory.")
    private Path directory = Path.of("");

    @Option(names = "--json", description = "Print JSON, one line for each round.")
    private boolean json;

    /**
     * Creates the command.
     *
     * @param output where to print
     */
    public FilesCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        Positive.require(spec, "--mib", mib);
        Positive.require(spec, "--reads", reads);
        Positive.require(spec, "--block", block);
        Positive.require(spec, "--concurrency", concurrency);
        Positive.require(spec, "--threads", threads);
        Positive.require(spec, "--rounds", rounds);
        try (Runner runner = loop.newRunner()) {
            Path file = Files.createTempFile(directory.toAbsolutePath(), "pirn-bench", ".bin");
            try {
                RandomReads work = new RandomReads(file, ((long) mib) << 20, reads, block, concurrency);
                output.err().println("making a file of " + mib + " MiB in " + directory.toAbsolutePath());
                work.makeFile();
                runner.run(() -> measure(work));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UserException("the measurement failed: " + e, e);
        }
    }

    private void measure(RandomReads work) throws Exception {
        for (int round = 1; round <= rounds; round++) {
            print(round, "AsyncFile", work.throughAsyncFile());
            print(round, threads + " threads", work.throughThreads(threads));
        }
    }

    private void print(int round, String way, RandomReads.Figures figures) throws IOException {
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("round", round);
            line.put("loop", figures.loop());
            line.put("way", way);
            line.put("seconds", Units.seconds(figures.time()));
            line.put("readsPerSecond", reads / Units.seconds(figures.time()));
            line.put("lateP99Micros", figures.lateMicros(99));
            line.put("lateMaxMicros", figures.lateMicros(100));
            output.out().println(JSON.std.asString(line));
            return;
        }
        output.out()
                .printf(
                        Locale.ROOT,
                        "%d  %-9s %-11s %8.0f reads/s  %10s  ticker late: p99 %6.0f us, max %6.0f us%n",
                        round,
                        figures.loop(),
                        way,
                        reads / Units.seconds(figures.time()),
                        Units.rate((long) reads * block, figures.time()),
                        figures.lateMicros(99),
                        figures.lateMicros(100));
    }
}
