package dev.pirn.observe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One loop at the moment of a dump.
 *
 * @param id its number in this JVM, from 1
 * @param name its name: that of the thread that runs or ran it, or {@code loop-N}
 * @param backend the backend, such as {@code epoll}
 * @param coroutines the coroutine engine: {@code loop} or {@code baton}
 * @param state what its thread does
 * @param turns how many turns it has made
 * @param ready how many entries stand in its ready queue
 * @param timers how many timers it has
 * @param pendingIo how many operations of its driver have not completed
 * @param thread the name of the thread that runs it; null if none does
 * @param stack where its thread is, if it does not turn; empty otherwise
 * @param tasks its tasks that have not ended, in order of their start
 */
public record LoopInfo(
        int id,
        String name,
        String backend,
        String coroutines,
        State state,
        long turns,
        int ready,
        int timers,
        int pendingIo,
        @Nullable String thread,
        List<StackTraceElement> stack,
        List<TaskInfo> tasks) {

    /** What a loop's thread does. */
    public enum State {
        /** It turns, or waits for I/O, timers and other threads. */
        TURNING,
        /**
         * It did not answer within a second: a step holds it. The tasks were read from outside, and may be
         * inconsistent.
         */
        STALLED,
        /** No thread runs it. The tasks were read from outside. */
        STOPPED
    }

    /** Copies the lists. */
    public LoopInfo {
        stack = List.copyOf(stack);
        tasks = List.copyOf(tasks);
    }
}
