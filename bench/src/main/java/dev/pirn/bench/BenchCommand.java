package dev.pirn.bench;

import dev.pirn.cli.GroupCommand;
import dev.pirn.cli.Output;
import picocli.CommandLine.Command;

/** {@code pirn bench}: groups the benchmarks. */
@Command(
        name = "bench",
        description = "Measure what Pirn costs on this machine.",
        synopsisSubcommandLabel = "BENCHMARK",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn bench micro --quick",
            "  pirn bench echo --quick",
            "  pirn bench all --html report.html",
            "  pirn bench files",
            "  pirn bench watch --quick",
            "  pirn bench idle -- ./pirn bench-server echo --port PORT"
        })
final class BenchCommand extends GroupCommand {

    BenchCommand(Output output) {
        super(output);
    }
}
