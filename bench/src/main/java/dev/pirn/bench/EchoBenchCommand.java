package dev.pirn.bench;

import dev.pirn.cli.Output;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pirn bench echo}: whole servers beside each other. */
@Command(
        name = "echo",
        description = {
            "Measure echo servers: Pirn's on every backend, and those of the peers that are installed.",
            "",
            "Server and load have a core each. Every round starts every server, in another order; ratios"
                    + " are those within a round. First each connection sends as soon as its last message is back,"
                    + " which gives the rate and the processor time of a message; then messages are due at a fixed"
                    + " rate, and a latency counts from when its message was due, however late it was sent."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn bench echo --quick",
            "  pirn bench echo --html report.html --json report.json",
            "  pirn bench echo --only 'pirn-epoll|netty-epoll|c-epoll' --size 65536"
        })
final class EchoBenchCommand implements Runnable {

    static final int QUICK_ROUNDS = 2;
    static final int ROUNDS = 5;

    private final Output output;

    @Mixin
    private final ReportOptions options = new ReportOptions();

    @Mixin
    private final EchoOptions load = new EchoOptions();

    EchoBenchCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        load.check();
        List<String> names = options.backends();
        Effort effort = options.effort(QUICK_ROUNDS, ROUNDS);
        Session session = new Session(output, options);
        Bench.run(() -> new EchoSuite(session, options, output, new Workshop()).run(names, effort, load));
        session.finish();
    }
}
