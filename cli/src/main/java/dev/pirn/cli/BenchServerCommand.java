package dev.pirn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pirn bench-server}: groups the servers that benchmarks drive. */
@Command(
        name = "bench-server",
        description = "Run a server for benchmarks to drive.",
        synopsisSubcommandLabel = "SERVER",
        footerHeading = "%nExamples:%n",
        footer = "  pirn bench-server echo --port 7007")
final class BenchServerCommand implements Runnable {

    private final Output output;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    BenchServerCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        spec.commandLine().usage(output.out());
    }
}
