package dev.pirn.bench;

import dev.pirn.cli.Output;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pirn bench micro}: what the scheduler's operations cost. */
@Command(
        name = "micro",
        description = {
            "Measure what the scheduler's operations cost, beside what one would use instead.",
            "",
            "Every figure comes from JVMs of its own, warmed up, by JMH. One line each: SUBJECT NAME N ns (or bytes),"
                    + " the median of the rounds and their noise. NAME_alloc is the heap that one operation allocates."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn bench micro --quick                       two to three minutes",
            "  pirn bench micro --html report.html            all backends, both coroutine engines, all peers",
            "  pirn bench micro --only 'switch|spawn' --no-peers --loop epoll"
        })
final class MicroCommand implements Runnable {

    static final int QUICK_ROUNDS = 1;
    static final int ROUNDS = 5;

    private final Output output;

    @Mixin
    private final ReportOptions options = new ReportOptions();

    MicroCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        List<String> names = options.backends();
        Effort effort = options.effort(QUICK_ROUNDS, ROUNDS);
        Session session = new Session(output, options);
        Bench.run(() -> measure(session, options, output, new Workshop(), names, effort));
        session.finish();
    }

    static void measure(
            Session session, ReportOptions options, Output output, Workshop workshop, List<String> names, Effort effort)
            throws IOException, InterruptedException {
        List<Measurement> all = Catalogue.of(names, effort, options::isWanted, workshop, session::miss);
        session.run(all, effort, _ -> {}, new Lines(output)::print);
    }
}
