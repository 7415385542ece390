package dev.pirn.cli.bench;

import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.cli.LoopOption;
import dev.pirn.cli.Output;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pirn bench micro}: what the scheduler's operations cost. */
@Command(
        name = "micro",
        description = "Measure what the scheduler's operations cost: the median of several rounds.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pirn bench micro",
            "  PIRN_JAVA_OPTS=-Dpirn.coroutines=baton pirn bench micro --quick    without the JVM flag",
            "",
            "One line each: pirn-BACKEND NAME N ns. Rounds that warm up are not counted."
        })
public final class MicroCommand implements Runnable {

    private static final int COUNT = 500_000;
    private static final int QUICK_COUNT = 50_000;
    private static final int ROUNDS = 7;
    private static final int WARM_UPS = 4;

    private final Output output;

    @Mixin
    private LoopOption loop = new LoopOption();

    @Option(names = "--quick", description = "A tenth of the work, for slow machines.")
    private boolean quick;

    /**
     * Creates the command.
     *
     * @param output where to print
     */
    public MicroCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        try (Runner runner = loop.newRunner()) {
            runner.run(this::measureAll);
        }
    }

    private void measureAll() throws Exception {
        SchedulerCosts costs = new SchedulerCosts(quick ? QUICK_COUNT : COUNT);
        measure("switch", costs::switches);
        measure("spawn_await", costs::spawnAndAwait);
        measure("gather_1000_per_task", costs::gatherThousands);
        measure("call_soon", costs::callSoon);
        measure("call_soon_threadsafe", costs::callSoonFromAnotherThread);
        measure("timer_schedule_cancel", costs::timers);
        measure("timeout_not_reached", costs::timeouts);
        measure("queue_1_handoff", costs::handOffs);
        measure("generator_pull", costs::generatorPulls);
        measure("generator_pull_in_coroutine", costs::pullOften);
        measure("greenlet_round_trip", costs::greenletRoundTrips);
        print("sleeper_memory", median(costs::sleeperBytes), "bytes");
    }

    private void measure(String name, Callable<Long> work) throws Exception {
        print(name, median(() -> nanosEach(work)), "ns");
    }

    private static long nanosEach(Callable<Long> work) throws Exception {
        long start = System.nanoTime();
        long done = work.call();
        return Math.round((System.nanoTime() - start) / (double) done);
    }

    private static long median(Callable<Long> figure) throws Exception {
        for (int i = 0; i < WARM_UPS; i++) figure.call();
        long[] figures = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) figures[i] = figure.call();
        Arrays.sort(figures);
        return figures[ROUNDS / 2];
    }

    private void print(String name, long figure, String unit) {
        output.out().println("pirn-" + Loop.current().backend() + " " + name + " " + figure + " " + unit);
        output.out().flush();
    }
}
