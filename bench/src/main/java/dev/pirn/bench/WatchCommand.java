package dev.pirn.bench;

import dev.pirn.cli.Output;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pirn bench watch}: what looking at a loop costs it. */
@Command(
        name = "watch",
        description = {
            "Measure what looking at a loop costs it: the watchdog, which is always on, and each thing"
                    + " that can be turned on.",
            "",
            "Operations are measured in JVMs of their own. Echo servers, one for each way to look, are"
                    + " started and warmed up, then loaded in turn for a second each, in another order in each"
                    + " round; a ratio is to the server that is not observed, in the same round, and stands with the"
                    + " quartiles of all rounds. A second such server shows how far apart two are that do the same."
                    + " Processor time is that of the server's process for an echo.",
            "",
            "With --tasks: how long it takes to look at a program of very many tasks, and the longest"
                    + " time between two turns of its loop meanwhile, beside the same unobserved and while another"
                    + " program is looked at. Does not count: time in which the loop's thread could run and others"
                    + " had the processor; and pauses of the garbage collector, which stand beside it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn bench watch --quick                       six minutes",
            "  pirn bench watch --json watch.json             every server started three times; half an hour or more",
            "  pirn bench watch --quick --only 'nothing|default|top'",
            "  pirn bench watch --tasks 100000 --json many.json",
            "  pirn bench report watch.json many.json --markdown"
        })
final class WatchCommand implements Runnable {

    private static final int QUICK_ROUNDS = 1;
    private static final int ROUNDS = 3;
    private static final int LOOKS = 5;

    private final Output output;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Mixin
    private final ReportOptions options = new ReportOptions();

    @Option(
            names = "--tasks",
            paramLabel = "N",
            description = "Look at a program of so many tasks, five times in each way, and measure nothing else.")
    private @Nullable Integer tasks;

    WatchCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        Integer many = tasks;
        if (many != null) Positive.require(spec, "--tasks", many);
        String backend = options.backends().getFirst();
        Effort effort = many == null ? options.effort(QUICK_ROUNDS, ROUNDS) : options.effort(LOOKS, LOOKS);
        Session session = new Session(output, options);
        Bench.run(() -> {
            if (many == null) new WatchSuite(session, options).run(backend, effort);
            else ManyTasksLook.run(session, backend, many, effort);
        });
        session.finish();
    }
}
