package dev.pirn.observe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One task at the moment of a dump.
 *
 * @param id its number, the same in every dump: that of its thread in thread dumps. Negative and good for one dump
 *     only as long as it has not started
 * @param name its name
 * @param state where it stands
 * @param isCancelling whether its cancellation was requested
 * @param ageMillis how long ago it was made, in milliseconds, to about 50 ms
 * @param stateMillis how long it has been in this state, in milliseconds, to about 50 ms
 * @param group the number of the task whose group it belongs to; null if it was spawned outside a group
 * @param waitsFor what it waits for; null if it does not wait
 * @param stack where it is suspended, outermost call last; empty unless stacks were asked for
 * @param locals its task-local values by name; empty unless they were asked for
 */
public record TaskInfo(
        long id,
        String name,
        State state,
        boolean isCancelling,
        long ageMillis,
        long stateMillis,
        @Nullable Long group,
        @Nullable WaitInfo waitsFor,
        List<StackTraceElement> stack,
        Map<String, String> locals) {

    /** Where a task stands. */
    public enum State {
        /** It stands in the ready queue. */
        READY,
        /** The loop runs it. */
        RUNNING,
        /** It awaits something of Pirn's. */
        WAITING,
        /** It is blocked in code that knows nothing of Pirn: a lock, a socket of the JDK, {@code Thread.sleep}. */
        FOREIGN
    }

    /** Copies the collections. */
    public TaskInfo {
        stack = List.copyOf(stack);
        locals = Collections.unmodifiableMap(new LinkedHashMap<>(locals)); // in their order
    }
}
