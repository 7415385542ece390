package dev.pirn.cli;

import dev.pirn.Loops;
import dev.pirn.Signal;
import dev.pirn.Signals;
import dev.pirn.text.Printable;
import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what went wrong; where in the code, only to those who ask. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

    /** What a shell adds to the number of the signal that ended a process. */
    private static final int SIGNALLED = 128;

    private final PrintStream err;
    private final BooleanSupplier isDebug;

    Failures(PrintStream err, BooleanSupplier isDebug) {
        this.err = err;
        this.isDebug = isDebug;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + Printable.line(String.valueOf(failure.getMessage())));
        if (!UnmatchedArgumentException.printSuggestions(failure, command.getErr())) listCommands(failure);
        err.println("Try '" + name + " --help'.");
        trace(failure);
        return ExitCode.USAGE;
    }

    /** Where a command was looked for and nothing is called nearly so. */
    private void listCommands(ParameterException failure) {
        Set<String> commands = failure.getCommandLine().getSubcommands().keySet();
        boolean isMissing = failure instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption();
        if (isMissing && !commands.isEmpty()) err.println("There are: " + String.join(", ", commands));
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof CancellationException) return interrupted(failure);

        String name = command.getCommandSpec().qualifiedName();
        boolean isExpected = failure instanceof UserException;
        if (!isExpected && !Choice.make().isMade()) return withoutLoop(command, failure);

        String why = isExpected ? String.valueOf(failure.getMessage()) : "unexpected failure: " + failure;
        err.println(name + ": " + Printable.line(why));
        if (!isExpected && !isDebug.getAsBoolean()) err.println("PIRN_DEBUG=1 shows where it came from.");
        trace(failure);
        return ExitCode.SOFTWARE;
    }

    /** A property or the environment names a backend that is none: whatever else failed, this is why. */
    private int withoutLoop(CommandLine command, Exception failure) {
        err.println(
                command.getCommandSpec().qualifiedName() + ": " + Choice.make().why());
        err.println("'pirn loops' lists the backends; the property " + Loops.PROPERTY + " and the environment's "
                + Loops.ENVIRONMENT + " name one.");
        trace(failure);
        return ExitCode.USAGE;
    }

    /** Nothing but a signal cancels a command. */
    private int interrupted(Exception failure) {
        err.println("interrupted");
        trace(failure);
        return exitCode(failure);
    }

    /** {@return the exit code for what a run has thrown because it was cancelled} */
    static int exitCode(Exception interruption) {
        Signal signal = Signals.cause(interruption);
        return SIGNALLED + (signal == null ? Signal.INT : signal).number();
    }

    private void trace(Exception failure) {
        if (isDebug.getAsBoolean()) failure.printStackTrace(err);
    }
}
