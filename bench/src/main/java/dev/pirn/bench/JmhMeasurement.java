package dev.pirn.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A benchmark of JMH's, in a JVM of its own: nothing that another one did to the compiler shows. Gives nanoseconds and
 * allocated bytes, each for one operation.
 *
 * @param suite the suite it belongs to
 * @param subject who is measured
 * @param name what
 * @param at the size it is measured at, or zero
 * @param method the benchmark
 * @param parameters those of its states
 * @param flags more for its JVM
 * @param effort how long; a quick round is one JVM whose iterations are the rounds, a full one is the median of a JVM's
 */
record JmhMeasurement(
        String suite,
        String subject,
        String name,
        double at,
        String method,
        Map<String, String> parameters,
        List<String> flags,
        Effort effort)
        implements Measurement {

    private static final int WARM_UPS = 8;
    private static final int ITERATIONS = 5;
    private static final int QUICK_STEPS = 1;
    private static final int FULL_STEPS = 2;

    /** A JVM that takes longer hangs. A million tasks or timers are made within it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int STEPS_OF_PATIENCE = 100;
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /**
     * Loop, native code, bare continuations; and heap enough for a million of anything. The young generation keeps its
     * size and is touched at the start: in a fresh heap that grows an operation pays for the pages that the kernel
     * clears when they are first written to, which can be several times what it costs itself, and goes on for as many
     * seconds as the heap has room. And G1 must not make the heap larger for the sake of fewer collections ({@code
     * GCTimeRatio}): it does so within a collection, which then takes up to 0.2 s, and is seen as an iteration of
     * several times the others.
     */
    private static final List<String> FLAGS = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
            "-Xms256m",
            "-Xmx4g",
            "-Xmn128m",
            "-XX:+AlwaysPreTouch",
            "-XX:GCTimeRatio=1");

    @Override
    public String title() {
        return at == 0 ? name : name + " at " + TextTable.number(at);
    }

    @Override
    public List<Sample> run() throws IOException {
        System.setProperty("jmh.ignoreLock", "true"); // it only warns of a second run of JMH
        try (Deadline _ = new Deadline(PATIENCE.plus(effort.steps(STEPS_OF_PATIENCE)))) {
            Collection<RunResult> results = new Runner(options().build()).run();
            if (results.size() != 1) throw new Failed("JMH gave " + results.size() + " results for " + method);
            return samples(results.iterator().next());
        } catch (RunnerException e) {
            throw new Failed("JMH: " + e.getMessage(), e);
        }
    }

    private ChainedOptionsBuilder options() {
        Duration each = effort.steps(effort.isQuick() ? QUICK_STEPS : FULL_STEPS);
        TimeValue time = TimeValue.milliseconds(each.toMillis());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote("dev.pirn.bench.micro." + method) + "$")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(WARM_UPS)
                .warmupTime(time)
                .measurementIterations(ITERATIONS)
                .measurementTime(time)
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .jvmArgsAppend(Stream.concat(FLAGS.stream(), flags.stream()).toArray(String[]::new));
        parameters.forEach(options::param);
        return options;
    }

    private List<Sample> samples(RunResult result) throws Failed {
        List<Double> nanos = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                nanos.add(iteration.getPrimaryResult().getScore());
                Result<?> allocated = iteration.getSecondaryResults().get(ALLOCATED);
                if (allocated != null) bytes.add(allocated.getScore());
            }
        }
        if (nanos.isEmpty()) throw new Failed("JMH gave no figure for " + method);
        List<Sample> samples = new ArrayList<>();
        samples.add(sample(name, "ns", nanos));
        if (!bytes.isEmpty()) samples.add(sample(name + "_alloc", "bytes", bytes));
        return samples;
    }

    private Sample sample(String what, String unit, List<Double> values) {
        List<Double> kept = effort.isQuick() ? values : List.of(Statistics.median(values));
        return new Sample(new Figure.Key(suite, subject, what, at), unit, kept);
    }
}
