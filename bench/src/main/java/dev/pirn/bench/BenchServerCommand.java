package dev.pirn.bench;

import dev.pirn.cli.GroupCommand;
import dev.pirn.cli.Output;
import picocli.CommandLine.Command;

/** {@code pirn bench-server}: groups the servers that benchmarks drive. */
@Command(
        name = "bench-server",
        description = "Run a server for benchmarks to drive.",
        synopsisSubcommandLabel = "SERVER",
        footerHeading = "%nExamples:%n",
        footer = "  pirn bench-server echo --port 7007")
final class BenchServerCommand extends GroupCommand {

    BenchServerCommand(Output output) {
        super(output);
    }
}
