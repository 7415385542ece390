package dev.pirn.watch;

import dev.pirn.observe.Stall;
import dev.pirn.observe.Stall.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a loop does not turn, as its threads look from outside. Made by the watchdog while the loop is held; what is found can be
 * outdated at once, so the caller looks again whether the loop is still in the same turn.
 *
 * @param holder who holds the loop
 * @param reason why
 * @param why the same in words
 * @param frames the lines of the stack
 */
record Diagnosis(String holder, Reason reason, String why, Frames frames) {

    private static final int LOOKS = 20;

    /**
     * Looks at a loop.
     *
     * @param running the thread that runs it
     * @param hasStepped whether a step has ended since the last look
     */
    static Diagnosis of(LoopView loop, Thread running, boolean hasStepped) {
        TaskView task = loop.currentTask();
        Thread coroutine = task == null ? null : task.thread();
        Thread held = coroutine == null ? running : coroutine;
        Frames frames = hasStepped ? betweenSteps(held) : new Frames(held.getStackTrace());
        String holder = holder(task, frames);
        if (hasStepped) {
            String why = "is one of many steps of one turn, none of which alone takes so long";
            return new Diagnosis(holder, Reason.MANY_STEPS, why, frames);
        }
        return switch (held.getState()) {
            case BLOCKED -> new Diagnosis(holder, Reason.LOCK, LockOwners.describe(held), frames);
            case WAITING, TIMED_WAITING -> waiting(loop, held, coroutine != null, holder, frames);
            default -> runnable(holder, frames);
        };
    }

    /** Looks until it meets a step, rather than what is between two of them. */
    private static Frames betweenSteps(Thread held) {
        Frames frames = new Frames(held.getStackTrace());
        for (int look = 1; look < LOOKS && frames.culprit() == null; look++) frames = new Frames(held.getStackTrace());
        return frames;
    }

    private static String holder(@Nullable TaskView task, Frames frames) {
        if (task != null) return "task " + task.name();
        return frames.culprit() == null ? "the loop itself" : "a callback";
    }

    private static Diagnosis waiting(LoopView loop, Thread held, boolean isCoroutine, String holder, Frames frames) {
        String lock = LockOwners.ofWaiting(held);
        if (lock != null) return new Diagnosis(holder, Reason.LOCK, lock, frames);
        String missing = loop.missingFlag();
        if (isCoroutine && missing == null) {
            String why = "waits, but cannot leave the thread: " + frames.pinnedBy() + " is on its stack";
            return new Diagnosis(holder, Reason.PINNED, why, frames);
        }
        String flag = isCoroutine ? "; with " + missing + " only this coroutine would wait" : "";
        return new Diagnosis(holder, Reason.BLOCKING_CALL, BlockingCall.describe(frames) + flag, frames);
    }

    /** In native code the JVM does not know whether a thread waits; the calls that do are known by name. */
    private static Diagnosis runnable(String holder, Frames frames) {
        BlockingCall call = frames.isInNative() ? BlockingCall.in(frames) : null;
        return call == null
                ? new Diagnosis(holder, Reason.RUNS, "runs", frames)
                : new Diagnosis(holder, Reason.BLOCKING_CALL, call.toString(), frames);
    }

    Stall stall(LoopView loop, long millis, Instant when) {
        List<StackTraceElement> stack = frames.all();
        return new Stall(loop.id(), loop.name(), holder, reason, why, millis, false, frames.culprit(), stack, when);
    }
}
