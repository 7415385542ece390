package dev.pirn.cli;

import dev.pirn.cli.attach.Link;
import dev.pirn.text.Printable;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pirn pstree}: who waits for whom in another JVM. */
@Command(
        name = "pstree",
        description =
                "Show the tasks of a JVM as a tree: what each waits for, and who waits for it. Rings of tasks that"
                        + " wait for each other come first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn pstree 4711                    who waits for whom",
            "  pirn pstree 4711 --stacks           and where",
            "  pirn pstree 4711 --json | jq .cycles",
            "",
            "The JVM needs no preparation; pirn ps --help says how it is looked at."
        })
final class PstreeCommand implements Callable<Integer> {

    private final Output output;

    @Parameters(paramLabel = "PID", converter = PidConverter.class, description = "The process to look at.")
    private long pid;

    @Option(names = "--stacks", description = "With the stack of each task.")
    private boolean stacks;

    @Option(names = "--locals", description = "With the task-local values of each task.")
    private boolean locals;

    @Option(names = "--json", description = "Print JSON, on one line.")
    private boolean json;

    PstreeCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        Looking.at(pid, this::show);
        return ExitCode.OK;
    }

    private void show(Link jvm) throws IOException {
        String parts = (stacks ? " stacks" : "") + (locals ? " locals" : "");
        if (json) {
            jvm.copy("dump" + parts, output.out());
            output.out().println();
        } else output.out().println(Printable.lines(jvm.ask("tree" + parts)).stripTrailing());
    }
}
