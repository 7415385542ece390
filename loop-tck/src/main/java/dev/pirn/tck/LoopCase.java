package dev.pirn.tck;

import dev.pirn.Block;
import dev.pirn.ErrorReport;
import dev.pirn.Loop;
import dev.pirn.Runner;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.LoopProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assertions;

/**
 * The loop that a {@link LoopTest} is about: one backend, one coroutine engine, debug off or on. It makes runners of
 * that kind, collects what they report to their exception handler, and checks after the test that they left nothing
 * behind: no open runner, task, timer, socket or pending operation, and no report that was not
 * {@linkplain #expectReports expected}.
 *
 * <p>A case belongs to the thread of its test; {@link #reports} may be called from any thread.
 */
public final class LoopCase {

    private static final int MOST_TURNS = 100_000;

    private final Setting setting;
    private final VirtualClock clock = new VirtualClock();
    private final List<ErrorReport> reports = new CopyOnWriteArrayList<>();
    private final List<WatchedDriver> drivers = new CopyOnWriteArrayList<>();
    private final List<Runner> handTurned = new ArrayList<>();
    private int expectedReports;

    LoopCase(Setting setting) {
        this.setting = setting;
    }

    /**
     * {@return a builder of runners of this kind, whose loop is watched for leaks; the test closes the runner} It can
     * be changed further, except for its driver. Each call makes a driver, so build what you ask for.
     */
    public Runner.Builder builder() {
        boolean confined =
                setting.coroutines().equals("loop") && !Thread.currentThread().isVirtual();
        return builder(confined); // as the runner itself decides
    }

    /** {@return a builder as {@link #builder}, of runners whose loop several threads run in turn} */
    public Runner.Builder sharedBuilder() {
        return builder(false);
    }

    private Runner.Builder builder(boolean confined) {
        return Runner.builder()
                .driver(newDriver(confined))
                .coroutines(setting.coroutines())
                .debug(setting.debug())
                .cancelOnSigint(false) // Ctrl-C ends the tests, not one of them
                .cancelOnSigterm(false)
                .exceptionHandler((loop, report) -> reports.add(report));
    }

    /**
     * Runs a main coroutine on a loop of this kind, in real time, and closes the loop.
     *
     * @param main the coroutine; what it throws is thrown here as {@link Runner#run(Block)} does
     */
    public void run(Block<?> main) {
        try (Runner runner = builder().build()) {
            runner.run(main);
        }
    }

    /**
     * Runs a main coroutine on a loop of this kind whose time is {@link #clock}: sleeping costs nothing.
     *
     * @param main the coroutine; what it throws is thrown here as {@link Runner#run(Block)} does
     */
    public void runVirtual(Block<?> main) {
        try (Runner runner = builder().clock(clock).build()) {
            runner.run(main);
        }
    }

    /**
     * {@return a loop that runs only when the test calls {@link Loop#turn}, and whose time is {@link #clock}, which the
     * test advances} It is closed after the test.
     */
    public Loop handTurned() {
        Runner runner = builder().clock(clock).build();
        handTurned.add(runner);
        return runner.loop();
    }

    /**
     * Turns a loop by hand until nothing is ready any more.
     *
     * @param loop the loop
     */
    public void settle(Loop loop) {
        int turns = 0;
        while (loop.turn()) {
            Assertions.assertTrue(++turns < MOST_TURNS, "the loop does not come to rest");
        }
    }

    /** {@return the time of {@link #runVirtual} and {@link #handTurned}} */
    public VirtualClock clock() {
        return clock;
    }

    /** {@return what the loops reported to their exception handler so far, in order; a copy} */
    public List<ErrorReport> reports() {
        return List.copyOf(reports);
    }

    /**
     * Says how many reports the test provokes. Any other number, seen when the test is over, fails it.
     *
     * @param count how many in all; 0 if never called
     */
    public void expectReports(int count) {
        expectedReports = count;
    }

    /** {@return the name of the backend} */
    public String backend() {
        return setting.backend().name();
    }

    /** {@return the name of the coroutine engine, {@code loop} or {@code baton}} */
    public String coroutines() {
        return setting.coroutines();
    }

    /** {@return whether the loops are in debug mode} */
    public boolean debug() {
        return setting.debug();
    }

    /** {@return the seed for whatever the test makes random; its name contains it and {@code pirn.tck.seed} sets it} */
    public long seed() {
        return setting.seed();
    }

    void checkLeaks() {
        for (Runner runner : handTurned) {
            runner.close();
        }
        List<String> leaks = new ArrayList<>();
        for (WatchedDriver driver : drivers) {
            leaks.addAll(driver.leaks());
        }
        Assertions.assertEquals(List.of(), leaks, "left behind");
        Assertions.assertEquals(expectedReports, reports.size(), () -> "reports: " + reports);
    }

    private IoDriver newDriver(boolean confined) {
        try {
            IoDriver driver = confined
                    ? setting.backend().newConfinedDriver()
                    : setting.backend().newDriver();
            IoDriver used = setting.adversarial() ? new AdversarialDriver(driver, setting.seed()) : driver;
            WatchedDriver watched = new WatchedDriver(used);
            drivers.add(watched);
            return watched;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One cell of the matrix. */
    record Setting(LoopProvider backend, String coroutines, boolean debug, boolean adversarial, long seed) {

        @Override
        public String toString() {
            return backend.name() + (adversarial ? " (adversarial)" : "") + ", " + coroutines + (debug ? ", debug" : "")
                    + ", seed " + seed;
        }
    }
}
