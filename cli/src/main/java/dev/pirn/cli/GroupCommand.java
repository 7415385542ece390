package dev.pirn.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only groups others: called alone, it says what there is. */
public abstract class GroupCommand implements Runnable {

    private final Output output;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    /**
     * Creates the command.
     *
     * @param output where to print
     */
    protected GroupCommand(Output output) {
        this.output = output;
    }

    @Override
    public final void run() {
        spec.commandLine().usage(output.out());
    }
}
