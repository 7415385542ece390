package dev.pirn.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pirn test}: listed here, run by the {@code ./pirn} script, which has the sources and the build tool. */
@Command(
        name = "test",
        description = "Run the test suite, as CI runs it; from a clone of the repository.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./pirn test                 everything",
            "  ./pirn test core            one module, with what it needs",
            "  ./pirn test FileNamesTest   one test class"
        })
final class TestCommand implements Runnable {

    @Parameters(arity = "0..*", paramLabel = "WHAT", description = "Modules and test classes; all if none is named.")
    private List<String> what = List.of();

    @Override
    public void run() {
        throw new UserException("run by the repository's script: ./pirn test " + String.join(" ", what));
    }
}
