package dev.pirn.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.pirn.cli.attach.Candidates;
import dev.pirn.cli.attach.Link;
import dev.pirn.cli.live.Json;
import dev.pirn.cli.live.Jvms;
import dev.pirn.cli.live.TaskTable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
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
            "  pirn ps                             which JVMs run Pirn, with their loops and tasks",
            "  pirn ps 4711                        what each task of one waits for, and since when",
            "  pirn ps 4711 --sort since -n 20     those that have been in their state for longest",
            "  pirn ps 4711 --state waiting --name handler --json",
            "",
            "The JVM needs no preparation: a tiny agent is loaded into it, which Java announces on its stderr,",
            "unless it was started with -XX:+EnableDynamicAgentLoading. Only the JVM's own user and root can."
        })
final class PsCommand implements Callable<Integer> {

    private final Output output;

    @Parameters(arity = "0..1", paramLabel = "PID", converter = PidConverter.class, description = "The process to look at; all if none is named.")
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
            description = "Only tasks in this state: ready, running, waiting, or foreign (blocked in code that is not Pirn's).")
    private String state = "";

    @Option(names = "--name", paramLabel = "TEXT", description = "Only tasks whose names contain this.")
    private String name = "";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most so many tasks a loop.")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = {"-q", "--quick"},
            description = "Without PID: touch no JVM, so say only what each runs. The rest needs an agent in each.")
    private boolean quick;

    @Option(names = "--json", description = "Print JSON.")
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
        List<Jvms.Jvm> jvms = quick ? Jvms.untouched(Candidates.find()) : Jvms.ask(Candidates.find());
        if (json) {
            List<Map<String, Object>> all = jvms.stream().map(Jvms.Jvm::json).toList();
            output.out().println(JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(all));
            return;
        }
        Jvms.lines(jvms).forEach(output.out()::println);
        if (jvms.isEmpty()) output.err().println("pirn ps: no JVM runs Pirn, as far as this user can see");
    }

    private void listTasks(Link jvm) throws IOException {
        TaskTable.Choice choice = new TaskTable.Choice(order, state, name, limit);
        Json dump = Json.parse(jvm.ask("dump"));
        if (json) output.out().println(chosen(dump, choice).pretty());
        else new TaskTable(choice).lines(dump).forEach(output.out()::println);
    }

    /** The same document, with the wanted tasks in their order. */
    private static Json chosen(Json dump, TaskTable.Choice choice) {
        Map<Object, Object> copy = new LinkedHashMap<>(dump.fields());
        copy.put("loops", dump.objects("loops").stream().map(loop -> chosenOf(loop, choice)).toList());
        return new Json(copy);
    }

    private static Map<Object, Object> chosenOf(Json loop, TaskTable.Choice choice) {
        Map<Object, Object> copy = new LinkedHashMap<>(loop.fields());
        copy.put("tasks", choice.of(loop).stream().limit(choice.limit()).map(Json::fields).toList());
        return copy;
    }
}
