package dev.pirn.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pirn install}: listed here, run by the {@code ./pirn} script, which has the sources and the build tool. */
@Command(
        name = "install",
        description = "Put the artifacts into the local Maven repository, and print the dependency; from a clone of the"
                + " repository.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./pirn install                             with sources, a minute or two",
            "  ./pirn install --javadoc                   with documentation, too",
            "  ./pirn install -Dmaven.repo.local=/tmp/m2  Maven's options go to Maven"
        })
final class InstallCommand implements Runnable {

    @Option(names = "--javadoc", description = "Also make and install the documentation.")
    private boolean javadoc;

    @Parameters(arity = "0..*", paramLabel = "OPTION", description = "Options for Maven.")
    private List<String> options = List.of();

    @Override
    public void run() {
        throw new UserException("run by the repository's script: ./pirn install " + (javadoc ? "--javadoc " : "")
                + String.join(" ", options));
    }
}
