package dev.pirn.bench;

import dev.pirn.cli.Extension;
import dev.pirn.cli.Output;
import picocli.CommandLine;

/** Adds {@code bench} and {@code bench-server} to {@code pirn}. */
public final class BenchExtension implements Extension {

    /** Created by the service loader. */
    public BenchExtension() {}

    @Override
    public void addTo(CommandLine pirn, Output output) {
        pirn.addSubcommand(new CommandLine(new BenchCommand(output))
                        .addSubcommand(new MicroCommand(output))
                        .addSubcommand(new EchoBenchCommand(output))
                        .addSubcommand(new GrowthCommand(output))
                        .addSubcommand(new WatchCommand(output))
                        .addSubcommand(new AllCommand(output))
                        .addSubcommand(new ReportCommand(output))
                        .addSubcommand(new FilesCommand(output))
                        .addSubcommand(new IdleCommand(output)))
                .addSubcommand(new CommandLine(new BenchServerCommand(output)).addSubcommand(new EchoCommand(output)));
    }
}
