package dev.pirn.junit;

import dev.pirn.ErrorReport;
import dev.pirn.Loop;
import dev.pirn.Pirn;
import dev.pirn.Runner;
import dev.pirn.observe.Stall;
import dev.pirn.tck.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * The loop of one invocation of a test: runs the method on it, finds what that left behind, and closes it. Belongs to
 * the thread of the test; what the loop reports may come from any.
 */
final class LoopUnderTest implements AutoCloseable {

    /** For functions that a test left running in the loop's pool: they are reported then. */
    private static final Duration POOL_PATIENCE = Duration.ofSeconds(5);

    private final PirnTest test;
    private final Setting setting;
    private final @Nullable Descriptors before;
    private final @Nullable VirtualClock clock;
    private final Runner runner;
    private final List<ErrorReport> reports = new CopyOnWriteArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable MainRun main;

    /**
     * Prepares a loop, which is made at its first use.
     *
     * @param alone whether nothing else runs in this JVM that opens descriptors
     */
    LoopUnderTest(PirnTest test, Setting setting, boolean alone) {
        this.test = test;
        this.setting = setting;
        this.before = alone && looksFor(Check.DESCRIPTORS) ? Descriptors.now() : null;
        this.clock = test.virtualTime() ? new VirtualClock() : null;
        Runner.Builder builder = setting.builder()
                .poolPatience(POOL_PATIENCE)
                .stall(Duration.ofMillis(test.stallMillis()))
                .exceptionHandler((loop, report) -> reports.add(report));
        if (clock != null) builder.clock(clock);
        this.runner = builder.build();
    }

    Runner runner() {
        return runner;
    }

    Optional<VirtualClock> clock() {
        return Optional.ofNullable(clock);
    }

    private boolean looksFor(Check check) {
        return !Arrays.asList(test.ignore()).contains(check);
    }

    /**
     * Runs the method as the main coroutine.
     *
     * @throws Throwable what it throws, or that its time was up
     */
    void run(MainRun.Body method) throws Throwable {
        MainRun run = new MainRun(method, Duration.ofSeconds(test.timeoutSeconds()), runner);
        main = run;
        Instant start = Instant.now();
        run.run();
        if (looksFor(Check.TASKS)) run.leak().ifPresent(problems::add);
        if (looksFor(Check.STALLS)) lookForStalls(start);
    }

    private void lookForStalls(Instant start) {
        int loop = runner.loop().id();
        for (Stall stall : Pirn.stalls()) {
            if (stall.loopId() == loop && !stall.when().isBefore(start)) problems.add(Words.of(stall));
        }
    }

    /**
     * Closes the loop.
     *
     * @throws AssertionFailedError that says what was left behind, if anything was
     */
    void checkAndClose() {
        if (looksFor(Check.DESCRIPTORS)) lookForOpen(runner.loop());
        close();
        if (looksFor(Check.DESCRIPTORS)) lookForDescriptors();
        if (looksFor(Check.FAILURES)) reports.forEach(report -> problems.add(Words.of(report)));
        if (problems.isEmpty()) return;
        AssertionFailedError failure = new AssertionFailedError("on " + setting + ": " + String.join("\n", problems));
        if (looksFor(Check.FAILURES)) reports.forEach(report -> addCause(failure, report));
        throw failure;
    }

    private static void addCause(Throwable failure, ErrorReport report) {
        if (report.failure() != null) failure.addSuppressed(report.failure());
    }

    private void lookForOpen(Loop loop) {
        int open = loop.driver().openCount();
        if (open != 0) problems.add(Words.openOnLoop(open, openSinceBefore()));
    }

    private List<String> openSinceBefore() {
        return before == null ? List.of() : Descriptors.now().since(before);
    }

    private void lookForDescriptors() {
        if (before == null || !problems.isEmpty())
            return; // what leaked on the loop was closed with it, perhaps just now
        List<String> left = before.stillOpen();
        if (!left.isEmpty()) problems.add(Words.openInProcess(left));
    }

    /** Closes the loop, unless its run was left behind. */
    @Override
    public void close() {
        if (main == null || main.hasEnded()) runner.close();
    }
}
