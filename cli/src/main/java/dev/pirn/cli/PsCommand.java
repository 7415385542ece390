package dev.pirn.cli;

import dev.pirn.cli.attach.Candidates;
import dev.pirn.cli.attach.Link;
import dev.pirn.cli.live.Json;
import dev.pirn.cli.live.Jvms;
import dev.pirn.cli.live.TaskTable;
import dev.pirn.observe.TaskInfo;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pirn ps}: the JVMs that run Pirn, or the tasks of one. */
@Command(
        name = "ps",
        description = "List the JVMs that run Pirn or, with a process number, the tasks of one.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn ps                             which JVMs run Pirn, and since when",
            "  pirn ps --loops                     and with which loops",
            "  pirn ps 4711                        what each task of one waits for, and since when",
            "  pirn ps 4711 --sort since -n 20     those that have been in their state for longest",
            "  pirn ps 4711 --state waiting --name handler --json",
            "",
            "Without PID and --loops no JVM is touched. On Linux those that run Pirn are known by the name of a",
            "thread; elsewhere all JVMs of this user are listed, and --loops shows which of them run Pirn.",
            "",
            "Otherwise a JVM needs no preparation: a tiny agent is loaded into it, which Java announces on its",
            "stderr, unless it was started with -XX:+EnableDynamicAgentLoading. Only its own user and root can."
        })
final class PsCommand implements Callable<Integer> {

    private static final int SCREENFUL = 50;

    private final Output output;

    @Parameters(
            arity = "0..1",
            paramLabel = "PID",
            converter = PidConverter.class,
            description = "The process to look at; all if none is named.")
    private @Nullable Long pid;

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            defaultValue = "ID",
            description = "Order of the tasks: ${COMPLETION-CANDIDATES}. Default: id.")
    private TaskTable.Order order = TaskTable.Order.ID;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only tasks in this state: ready, running, waiting, or foreign (blocked in code that is not"
                    + " Pirn's).")
    private TaskInfo.@Nullable State state;

    @Option(names = "--name", paramLabel = "TEXT", description = "Only tasks whose names contain this.")
    private String name = "";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            converter = LimitConverter.class,
            description = "At most so many tasks a loop; 0 for all. Default: " + SCREENFUL + ", and all with --json.")
    private @Nullable Integer limit;

    @Option(
            names = {"-l", "--loops"},
            description = "Without PID: attach to each JVM and show its loops, backends and number of tasks.")
    private boolean loops;

    @Option(names = "--json", description = "Print JSON; that of tasks on one line.")
    private boolean json;

    PsCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        Long one = pid;
        if (one == null) listJvms();
        else Looking.at(one, this::listTasks);
        return ExitCode.OK;
    }

    private void listJvms() throws IOException {
        Map<Long, String> candidates = Candidates.find();
        List<Jvms.Jvm> jvms = loops ? Jvms.ask(candidates) : Jvms.untouched(candidates);
        if (json) {
            List<Map<String, Object>> all = jvms.stream().map(Jvms.Jvm::json).toList();
            output.out().println(Json.pretty(all));
            return;
        }
        (loops ? Jvms.loopLines(jvms) : Jvms.lines(jvms)).forEach(output.out()::println);
        if (jvms.isEmpty()) output.err().println("pirn ps: no JVM runs Pirn, as far as this user can see");
    }

    private void listTasks(Link jvm) throws IOException {
        if (json) {
            jvm.copy("chosen " + choice(LimitConverter.ALL), output.out());
            output.out().println();
        } else TaskTable.lines(Json.parse(jvm.ask("list " + choice(SCREENFUL)))).forEach(output.out()::println);
    }

    /** Which tasks, as the JVM is asked for them. */
    private String choice(int usualLimit) {
        int most = limit == null ? usualLimit : limit;
        String wanted = order + " " + most + " " + (state == null ? "any" : state);
        return wanted.toLowerCase(Locale.ROOT) + (name.isEmpty() ? "" : " " + name);
    }
}
