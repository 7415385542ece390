package dev.pirn.tck;

import dev.pirn.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that jumps instead of waiting. When the loop has nothing to run, no thread job is in flight, no coroutine is
 * blocked in foreign code and no I/O becomes ready, it moves to the next timer; so a program that sleeps for hours is
 * over in milliseconds, in the order that real time would give. A loop that is
 * {@linkplain dev.pirn.Loop#turn turned by hand} does not wait, and so does not jump: there the test calls
 * {@link #advance}.
 *
 * <p>When all tasks wait for each other, and no timer, I/O or thread job is pending, the run fails after a real
 * second with an {@link IllegalStateException} that shows the tasks and what they wait for: time cannot end such a
 * wait.
 *
 * <p>While I/O is pending, the clock first waits a few real milliseconds for it, so that loopback peers can answer. It
 * cannot see work that foreign threads have not submitted yet. {@link Thread#sleep} takes its real time.
 *
 * <p>Time starts at one day, so that moments before the start are not negative. The time may be read from any thread.
 */
public final class VirtualClock implements Clock {

    /** Enough for a peer on a machine that has other things to do. */
    private static final long IO_PATIENCE_NANOS = 20_000_000;

    /** Enough for a thread that the program has started to reach the loop. */
    private static final long THREAD_PATIENCE_NANOS = 1_000_000_000;

    private final AtomicLong now = new AtomicLong(Duration.ofDays(1).toNanos());
    private volatile boolean mayJump;
    private volatile long patientUntil;

    /** Makes a clock of its own time. */
    public VirtualClock() {}

    @Override
    public long nanoTime() {
        return now.get();
    }

    /**
     * Moves the time forward.
     *
     * @param step by how much
     */
    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + step);
        }
        now.addAndGet(step.toNanos());
    }

    @Override
    public long waitNanos(long untilDeadline, int jobs, int pendingIo) {
        mayJump = jobs == 0 && untilDeadline != Long.MAX_VALUE;
        if (!mayJump) {
            boolean isExpected = jobs != 0 || pendingIo != 0; // only another thread or a peer can make something happen
            return isExpected ? Long.MAX_VALUE : THREAD_PATIENCE_NANOS;
        }
        long patience = pendingIo == 0 ? 0 : IO_PATIENCE_NANOS;
        patientUntil = System.nanoTime() + patience;
        return patience;
    }

    @Override
    public void idled(long untilDeadline) {
        boolean waited = System.nanoTime() - patientUntil >= 0; // a poll may end earlier, without any completion
        if (mayJump && waited) {
            mayJump = false;
            now.addAndGet(untilDeadline);
        }
    }
}
