package dev.pirn.watch;

import dev.pirn.observe.Stall;
import dev.pirn.observe.Stall.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a loop does not turn, as its threads look from outside. Made by the watchdog while the loop is held; what is
 * found can be outdated at once, so the caller looks again whether the loop is still in the same turn.
 *
 * @param holder what holds the loop
 * @param reason why
 * @param why the same in words
 * @param frames the lines of the stack
 */
record Diagnosis(String holder, Reason reason, String why, Frames frames) {

    /** Of a loop that one step holds. */
    static Diagnosis ofStep(LoopView loop, Look look) {
        String holder = holder(look.task(), look.frames());
        return switch (look.state()) {
            case BLOCKED -> new Diagnosis(holder, Reason.LOCK, LockOwners.describe(look.held()), look.frames());
            case WAITING, TIMED_WAITING -> waiting(loop, look, holder);
            default -> runnable(holder, look.frames());
        };
    }

    /** Of a loop that many steps of one turn hold. */
    static Diagnosis ofManySteps(Look look) {
        Look step = look.atAStep();
        String why = "is one of many steps of one turn, none of which alone takes so long";
        return new Diagnosis(holder(step.task(), step.frames()), Reason.MANY_STEPS, why, step.frames());
    }

    /** Of a loop whose thread does nothing, in a line that neither waits nor calls native code. */
    static Diagnosis ofWaitInTheJvm(Look look) {
        String why = "waits in the JVM itself, as for a class that another thread initialises";
        return new Diagnosis(holder(look.task(), look.frames()), Reason.LOCK, why, look.frames());
    }

    private static String holder(@Nullable TaskView task, Frames frames) {
        if (task != null) return "task " + task.name();
        return frames.culprit() == null ? "the loop itself" : "a callback";
    }

    private static Diagnosis waiting(LoopView loop, Look look, String holder) {
        Frames frames = look.frames();
        String lock = LockOwners.ofWaiting(look.held());
        if (lock != null) return new Diagnosis(holder, Reason.LOCK, lock, frames);
        String missing = loop.missingFlag();
        if (look.isCoroutine() && missing == null) {
            String why = "waits, but cannot leave the thread: " + frames.pinnedBy() + " is on its stack";
            return new Diagnosis(holder, Reason.PINNED, why, frames);
        }
        String flag = look.isCoroutine() ? "; with " + missing + " only this coroutine would wait" : "";
        return new Diagnosis(holder, Reason.BLOCKING_CALL, BlockingCall.describe(frames) + flag, frames);
    }

    /** In native code the JVM does not know whether a thread waits; the calls that do are known by name. */
    private static Diagnosis runnable(String holder, Frames frames) {
        BlockingCall call = frames.isInNative() ? BlockingCall.in(frames) : null;
        return call == null
                ? new Diagnosis(holder, Reason.RUNS, "runs", frames)
                : new Diagnosis(holder, Reason.BLOCKING_CALL, call.toString(), frames);
    }

    Stall stall(LoopView loop, long millis, long cpuMillis, Instant when) {
        List<StackTraceElement> stack = frames.all();
        StackTraceElement culprit = frames.culprit();
        return new Stall(loop.id(), loop.name(), holder, reason, why, millis, cpuMillis, false, culprit, stack, when);
    }
}
