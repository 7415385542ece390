package dev.pirn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pirn bench}: groups the benchmarks. */
@Command(
        name = "bench",
        description = "Measure what Pirn costs on this machine.",
        synopsisSubcommandLabel = "BENCHMARK",
        footerHeading = "%nExamples:%n",
        footer = "  pirn bench micro")
final class BenchCommand implements Runnable {

    private final Output output;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    BenchCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        spec.commandLine().usage(output.out());
    }
}
