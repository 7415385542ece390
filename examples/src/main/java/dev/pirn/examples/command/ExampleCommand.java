package dev.pirn.examples.command;

import dev.pirn.cli.GroupCommand;
import dev.pirn.cli.Output;
import picocli.CommandLine.Command;

/** {@code pirn example}: groups the programs, each a command of its own. */
@Command(
        name = "example",
        description = "Run a program of the tour, docs/tour.md, or list them all.",
        synopsisSubcommandLabel = "(list | NAME)",
        commandListHeading = "%nThe list, and the programs:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn example list",
            "  pirn example hello",
            "  PIRN_LOOP=nio pirn example three-pictures",
            "  pirn example task-1 --help     what it shows, and where its source is"
        })
final class ExampleCommand extends GroupCommand {

    ExampleCommand(Output output) {
        super(output);
    }
}
