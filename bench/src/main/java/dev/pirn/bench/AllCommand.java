package dev.pirn.bench;

import dev.pirn.cli.Output;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pirn bench all}: everything, for one report. */
@Command(
        name = "all",
        description =
                "Measure everything that goes into the report: micro, echo and growth. Takes an hour, or ten minutes"
                        + " with --quick.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn bench all --html report.html --json report.json",
            "  pirn bench all --quick --html report.html"
        })
final class AllCommand implements Runnable {

    private final Output output;

    @Mixin
    private final ReportOptions options = new ReportOptions();

    @Mixin
    private final EchoOptions load = new EchoOptions();

    AllCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        load.check();
        List<String> names = options.backends();
        Effort micro = options.effort(MicroCommand.QUICK_ROUNDS, MicroCommand.ROUNDS);
        Effort echo = options.effort(EchoBenchCommand.QUICK_ROUNDS, EchoBenchCommand.ROUNDS);
        Effort growth = options.effort(GrowthCommand.QUICK_ROUNDS, GrowthCommand.ROUNDS);
        Session session = new Session(output, options);
        Workshop workshop = new Workshop();
        Bench.run(() -> {
            MicroCommand.measure(session, options, output, workshop, names, micro);
            new EchoSuite(session, options, output, workshop).run(names, echo, load);
            new GrowthSuite(session, options, output, workshop).run(names, growth);
        });
        session.finish();
    }
}
