package dev.pirn.cli;

import dev.pirn.cli.attach.Candidates;
import dev.pirn.cli.attach.Link;
import dev.pirn.cli.live.Order;
import dev.pirn.cli.live.Snapshot;
import dev.pirn.cli.live.Top;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pirn top}: what the loops and tasks of another JVM are doing. */
@Command(
        name = "top",
        description =
                "Watch the loops and tasks of a JVM: what runs, what could run, what waits, and what holds the loop.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn top 4711                       a live table; ? shows its keys",
            "  pirn top 4711 --name handler        only tasks whose names contain this",
            "  pirn top 4711 --once                one table of the next second",
            "  pirn top 4711 --once --json -i 10   the next ten seconds as JSON",
            "",
            "The JVM needs no preparation; pirn ps --help says how it is looked at. Its loops are measured as long",
            "as this command runs, which costs them about a tenth of a microsecond a step. NO_COLOR is respected."
        })
final class TopCommand implements Callable<Integer> {

    private final Output output;

    @Parameters(paramLabel = "PID", converter = PidConverter.class, description = "The process to look at.")
    private long pid;

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "How often to look, such as 2, 0.5s or 200ms. Default: ${DEFAULT-VALUE}.")
    private Duration interval = Duration.ofSeconds(1);

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            defaultValue = "BUSY",
            description = "Rank tasks by ${COMPLETION-CANDIDATES}. Default: busy.")
    private Order order = Order.BUSY;

    @Option(names = "--name", paramLabel = "TEXT", description = "Only tasks whose names contain this.")
    private String name = "";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "20",
            converter = LimitConverter.class,
            description = "At most so many tasks with --once; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int limit = 20;

    @Option(names = "--once", description = "Print one table and end.")
    private boolean once;

    @Option(names = "--json", description = "Print JSON: one document with --once, else one each interval.")
    private boolean json;

    TopCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        if (!once && !json && !output.isTerminal())
            throw new UserException(
                    "this is not a terminal that can be drawn on: --once prints one table, --json documents");
        Looking.at(pid, this::show);
        return ExitCode.OK;
    }

    private void show(Link jvm) throws IOException {
        if (!once && !json) {
            Top.show(jvm, title(), interval, order, name, inColour());
            return;
        }
        Snapshot snapshot = new Snapshot(jvm, order, name, limit == LimitConverter.ALL ? Integer.MAX_VALUE : limit);
        do {
            if (!snapshot.await(interval)) return;
            if (json) output.out().println(snapshot.json(once));
            else snapshot.lines(title()).forEach(output.out()::println);
        } while (!once && !output.out().checkError());
    }

    private String title() {
        return pid + " " + Candidates.program(pid);
    }

    private static boolean inColour() {
        String variable = System.getenv("NO_COLOR");
        return variable == null || variable.isEmpty();
    }
}
