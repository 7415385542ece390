package dev.pirn.bench;

import dev.pirn.cli.Output;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pirn bench growth}: how costs grow. */
@Command(
        name = "growth",
        description = {
            "Measure how costs grow: a switch with parked tasks, a timer with live ones, an idle connection with their"
                    + " number, an echo with connections and with the size of its message.",
            "",
            "Each at four sizes or more; the exponent is that of the power law that fits best: 0 is a cost that does"
                    + " not grow."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  pirn bench growth --quick", "  pirn bench growth --only 'pirn.*(parked|live)' --html growth.html"})
final class GrowthCommand implements Runnable {

    static final int QUICK_ROUNDS = 1;
    static final int ROUNDS = 3;

    private final Output output;

    @Mixin
    private final ReportOptions options = new ReportOptions();

    GrowthCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        List<String> names = options.backends();
        Effort effort = options.effort(QUICK_ROUNDS, ROUNDS);
        Session session = new Session(output, options);
        Bench.run(() -> new GrowthSuite(session, options, output, new Workshop()).run(names, effort));
        session.finish();
    }
}
