package dev.pirn.observe;

import java.util.List;

/**
 * What a task waits for.
 *
 * @param kind the kind of thing in one word, for grouping: sleep, task, promise, gather, group, lock, queue, read,
 *     executor and so on
 * @param what the thing, for people; names it where it has a name
 * @param tasks the numbers of the tasks that can end the wait, in any loop: the awaited tasks, the owner of the lock,
 *     the children of the group; empty where it is not known, as with a queue or a socket
 * @param needsAll whether all of these tasks must act before the wait ends, rather than any one
 * @param others whether something else than these tasks can end the wait too: time, a peer, another thread, a task that
 *     is not known
 */
public record WaitInfo(String kind, String what, List<Long> tasks, boolean needsAll, boolean others) {

    /** Copies the list. */
    public WaitInfo {
        tasks = List.copyOf(tasks);
    }
}
