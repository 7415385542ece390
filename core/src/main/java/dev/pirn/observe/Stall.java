package dev.pirn.observe;

import dev.pirn.text.Printable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A time in which a loop that had work to do did not turn, because one step of it, or one batch, held its thread.
 * Everything on that loop waited meanwhile. The last ones are listed by {@code Pirn.stalls}.
 *
 * <p>It is a stall of the program's: time in which the JVM loaded classes, or in which the thread got no processor,
 * makes none. Its length is by the clock all the same.
 *
 * @param loopId the loop's number, see {@code Loop.id}
 * @param loop the loop's name, see {@code Loop.name}, which several may share
 * @param holder what held it: {@code task NAME}, {@code a callback}, or {@code the loop itself}
 * @param reason what kept it
 * @param why the reason in words, with the lock and who holds it, or the call and what to do instead, where that is
 *     known
 * @param millis how long it lasted by the clock, or has so far, in milliseconds; the beginning is known to about half
 *     the threshold
 * @param cpuMillis for how long of that time the loop's thread ran on a processor, in milliseconds; -1 where the
 *     system does not say. Much less than {@code millis} means: it waited, or the machine was busy
 * @param isOver whether the loop turns again
 * @param culprit the line that held it: the first of the stack that is neither the JDK's nor Pirn's; null if there is
 *     none
 * @param stack the stack when it was reported, innermost call first
 * @param when when it was reported, by the system's clock
 */
public record Stall(
        int loopId,
        String loop,
        String holder,
        Reason reason,
        String why,
        long millis,
        long cpuMillis,
        boolean isOver,
        @Nullable StackTraceElement culprit,
        List<StackTraceElement> stack,
        Instant when) {

    /** What keeps a loop from turning. */
    public enum Reason {
        /** The step computes, or spins. */
        RUNS,
        /** No step alone: the batch has many of them. */
        MANY_STEPS,
        /** A coroutine waits, but cannot leave the thread: a native frame or a class initialiser is on its stack. */
        PINNED,
        /** It waits for a monitor or a lock that another thread holds. */
        LOCK,
        /** It waits in a call that blocks the thread: a name lookup, a file, {@code Thread.sleep} in a callback. */
        BLOCKING_CALL
    }

    /** Copies the list. */
    public Stall {
        stack = List.copyOf(stack);
    }

    /**
     * {@return the same stall at a later look}
     *
     * @param newMillis how long it has lasted by the clock by now, in milliseconds
     * @param newCpuMillis for how long of that its thread ran on a processor, in milliseconds; -1 if that is not known
     * @param over whether the loop turns again
     */
    public Stall lasting(long newMillis, long newCpuMillis, boolean over) {
        return new Stall(loopId, loop, holder, reason, why, newMillis, newCpuMillis, over, culprit, stack, when);
    }

    /** {@return the same stall, which is over} */
    public Stall ended() {
        return lasting(millis, cpuMillis, true);
    }

    /** {@return loop, times, holder, reason and line in one sentence} */
    @Override
    public String toString() {
        String where = culprit == null ? "" : ", at " + culprit;
        String time = isOver ? " did not turn for " : " has not turned for ";
        String cpu = cpuMillis < 0 ? "" : " (" + cpuMillis + " ms of processor time)";
        return Printable.line("the loop of " + loop + time + millis + " ms" + cpu + ": " + holder + " " + why + where);
    }
}
