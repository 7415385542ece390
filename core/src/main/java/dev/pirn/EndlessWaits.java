package dev.pirn;

import dev.pirn.observe.Dump;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Wait: finds waits that cannot end: a task that waits for itself, and tasks that own each other. The owner of a task
 * cancels it and awaits its end, so that of two tasks which own each other neither would end. In virtual
 * time also a loop whose tasks all wait for what only they could do. Only tasks of one loop are looked at; see {@link
 * RunEnd} for the others.
 */
final class EndlessWaits {

    /** So many tasks are looked at: the graph may be large, and what is not found here ends with the run. */
    private static final int MOST = 1000;

    /** Kinds of waits that end by what happens on the loop. Others, as for a process or a signal, end by themselves. */
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

    private EndlessWaits() {}

    /** Fails if a task would wait for itself, or for the end of a group that it is in. */
    static void checkNotSelf(TaskCore<?> me, FutureCore<?> future) {
        FutureCore<?> awaited = future instanceof Promise<?> promise ? Shield.innermost(promise) : future;
        if (awaited == me) throw new IllegalStateException(me.name() + " cannot await itself");
        if (awaited instanceof TaskCore<?> task && task.loop == me.loop && task.waitsForGroupOf(me))
            throw new IllegalStateException(
                    me.name() + " cannot await " + task.name() + ", which waits for a group that it is in");
    }

    /** Fails as {@link #checkNotSelf}, and if a future is a task that owns the caller, or owns one that does. */
    static void check(TaskCore<?> me, Collection<? extends Future<?>> futures) {
        Set<TaskCore<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>(0));
        ArrayDeque<TaskCore<?>> next = new ArrayDeque<>(0);
        for (Future<?> future : futures) {
            checkNotSelf(me, (FutureCore<?>) future);
            addOwner(me, future, seen, next);
            while (!next.isEmpty()) {
                for (Future<?> owned : next.remove().owned()) {
                    if (owned == me) throw cycle(me, (TaskCore<?>) future);
                    addOwner(me, owned, seen, next);
                }
            }
        }
    }

    private static void addOwner(
            TaskCore<?> me, Future<?> future, Set<TaskCore<?>> seen, ArrayDeque<TaskCore<?>> next) {
        if (!(future instanceof TaskCore<?> task) || task.loop != me.loop || seen.size() == MOST) return;
        if (!task.owned().isEmpty() && seen.add(task)) next.add(task);
    }

    private static IllegalStateException cycle(TaskCore<?> me, TaskCore<?> other) {
        return new IllegalStateException(
                me.name() + " cannot await " + other.name() + ", which awaits " + me.name() + " and would cancel it");
    }

    /** In virtual time: fails, and shows all tasks and their waits, if a loop has tasks and none can go on. */
    static void checkAny(RunLoop loop) {
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
