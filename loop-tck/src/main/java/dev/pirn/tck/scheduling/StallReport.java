package dev.pirn.tck.scheduling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.pirn.Pirn;
import dev.pirn.observe.Stall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The report of a stall that a test provokes. What holds the loop does so until the report is {@link #seen}, however
 * long that takes on a busy machine; stalls of others are not meant.
 */
final class StallReport {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK = Duration.ofMillis(1).toNanos();

    /** Whether it has come, or never will; a field, since a call would be a frame of the culprit's. */
    volatile boolean seen;

    /**
     * How long it has lasted, for the code that holds the loop: if it looked itself it may have to wait, which lets the
     * loop turn.
     */
    volatile long millis;

    private final String method;
    private final Runnable onSeen;
    private final Instant start = Instant.now();

    /**
     * @param method which method holds the loop, as the report names it
     * @param onSeen ends what holds the loop, where that does not look at {@link #seen}
     */
    StallReport(String method, Runnable onSeen) {
        this.method = method;
        this.onSeen = onSeen;
    }

    StallReport(String method) {
        this(method, () -> {});
    }

    /** {@return the warning that an action provokes, which must be the only one about the method} */
    String warningOf(Runnable action) {
        Thread looker = Thread.ofPlatform().name("looks for " + method).start(this::look);
        List<String> warnings = Logs.of("dev.pirn", () -> untilOver(action)).stream()
                .filter(message -> message.contains("." + method + "("))
                .toList();
        join(looker);
        assertEquals(1, warnings.size(), warnings::toString);
        return warnings.getFirst();
    }

    /** The report is in the list before it is logged, and is over after that. */
    private void untilOver(Runnable action) {
        action.run();
        while (!stall().isOver()) LockSupport.parkNanos(LOOK);
    }

    private void look() {
        Instant end = start.plus(PATIENCE);
        while (find() == null && Instant.now().isBefore(end)) LockSupport.parkNanos(LOOK);
        seen = true;
        onSeen.run();
        for (Stall stall; (stall = find()) != null && !stall.isOver(); LockSupport.parkNanos(LOOK))
            millis = stall.millis();
    }

    /** {@return the stall, as it is now} */
    Stall stall() {
        Stall found = find();
        assertNotNull(found, () -> "no stall in " + method + " among " + Pirn.stalls());
        return found;
    }

    private @Nullable Stall find() {
        return Pirn.stalls().stream()
                .filter(stall -> !stall.when().isBefore(start))
                .filter(stall -> stall.culprit() != null
                        && stall.culprit().getMethodName().equals(method))
                .findFirst()
                .orElse(null);
    }

    /** Holds another loop until that was reported: the watchdog has looked at all loops for long enough then. */
    static void holdAnotherLoop() {
        StallReport report = new StallReport("holds");
        inThread("held", () -> report.warningOf(() -> Pirn.run(() -> holds(report))));
    }

    private static void holds(StallReport report) {
        while (!report.seen) Thread.onSpinWait();
    }

    /** Runs an action on a thread of that name, which names the loop that it runs, and waits for it. */
    static void inThread(String name, Runnable action) {
        Throwable[] thrown = {null};
        Thread thread = Thread.ofPlatform().name(name).unstarted(action);
        thread.setUncaughtExceptionHandler((where, failure) -> thrown[0] = failure);
        thread.start();
        join(thread);
        if (thrown[0] != null) throw new AssertionError(thrown[0]);
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
