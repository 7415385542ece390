package dev.pirn.bench;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Numbers of the command line that cannot be zero or less. */
final class Positive {

    private Positive() {}

    /** Refuses a value, naming its option. */
    static void require(CommandSpec command, String option, int value) {
        if (value > 0) return;
        throw new ParameterException(command.commandLine(), option + " must be positive, not '" + value + "'");
    }
}
