package dev.pirn;

import dev.pirn.observe.Dump;
import java.util.Set;

/**
 * Wait: finds a loop whose tasks all wait for each other, or for what only they could do, while its clock says that
 * no time will pass. On the loop.
 */
final class Deadlock {

    /**
     * Kinds of waits that end by what happens on the loop. Others, such as a process or a signal, end by themselves.
     */
    private static final Set<String> INTERNAL = Set.of(
            "barrier",
            "broadcast",
            "channel",
            "condition",
            "event",
            "first",
            "gather",
            "group",
            "limiter",
            "lock",
            "promise",
            "queue",
            "semaphore",
            "served",
            "shield",
            "start",
            "subscription",
            "task");

    private Deadlock() {}

    /**
     * Fails if there are tasks, and none of them can go on.
     *
     * @throws IllegalStateException that shows all tasks and what they wait for
     */
    static void check(RunLoop loop) {
        if (loop.taskCount() == 0 || !loop.live().allMatch(task -> waitsInside(loop, task))) return;
        throw new IllegalStateException("deadlock: all tasks wait, and no timer, I/O or function in a thread is pending"
                + " that could end that\n" + Pirn.dump(Dump.Part.STACKS).text());
    }

    private static boolean waitsInside(RunLoop loop, TaskCore<?> task) {
        TaskSnapshot seen = task.look();
        WaitReason reason = seen == null ? null : seen.purpose();
        return reason != null
                && INTERNAL.contains(reason.kind())
                && reason.endedBy().stream().allMatch(future -> future.loop() == loop);
    }
}
