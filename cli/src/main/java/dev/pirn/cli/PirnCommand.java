package dev.pirn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code pirn} without a command: says what there is. */
@Command(
        name = "pirn",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "asyncio for the JVM: one thread runs an event loop, thousands of coroutines share it.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn demo                      see what it is for, in ten seconds",
            "  pirn get -o pictures URL…      download many files at once",
            "  pirn loops                     which backends work here, and which is chosen",
            "  pirn COMMAND --help            all about one command",
            "",
            "Environment:",
            "  PIRN_LOOP     the loop backend to use, if no --loop is given (also -Dpirn.loop=NAME)",
            "  PIRN_DEBUG    set: failures show their stack traces, as with --debug",
            "",
            "Exit codes: 0 done, 1 something failed, 2 called wrongly, 130 interrupted, 141 the reader has left."
        })
final class PirnCommand extends GroupCommand {

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack traces of failures.")
    private boolean debug;

    PirnCommand(Output output) {
        super(output);
    }

    boolean isDebug() {
        String variable = System.getenv("PIRN_DEBUG");
        return debug || (variable != null && !variable.isEmpty());
    }
}
