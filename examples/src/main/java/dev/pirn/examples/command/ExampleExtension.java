package dev.pirn.examples.command;

import dev.pirn.cli.Extension;
import dev.pirn.cli.Output;
import dev.pirn.examples.Example;
import dev.pirn.examples.Examples;
import picocli.CommandLine;

/** Adds {@code example} to {@code pirn}. */
public final class ExampleExtension implements Extension {

    /** Created by the service loader. */
    public ExampleExtension() {}

    @Override
    public void addTo(CommandLine pirn, Output output) {
        CommandLine examples = new CommandLine(new ExampleCommand(output)).addSubcommand(new ListCommand(output));
        for (Example example : Examples.all()) examples.addSubcommand(example.name(), commandOf(example));
        pirn.addSubcommand(examples);
    }

    private static CommandLine commandOf(Example example) {
        CommandLine command = new CommandLine(new RunCommand(example));
        command.getCommandSpec()
                .usageMessage()
                .description(sentence(example.summary()))
                .footerHeading("%nSource:%n")
                .footer("  " + example.source());
        return command;
    }

    private static String sentence(String summary) {
        return Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".";
    }
}
