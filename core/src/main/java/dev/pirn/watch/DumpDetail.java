package dev.pirn.watch;

import dev.pirn.observe.Dump;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * How much of the tasks a dump contains.
 *
 * @param parts what besides the tasks themselves
 * @param tasks of which tasks, by their numbers
 */
public record DumpDetail(Set<Dump.Part> parts, LongPredicate tasks) {

    /** The tasks only. */
    public static final DumpDetail NONE = new DumpDetail(Set.of(), id -> false);

    /**
     * {@return whether a task is described with a part}
     *
     * @param part the part
     * @param id the number of the task
     */
    public boolean has(Dump.Part part, long id) {
        return parts.contains(part) && tasks.test(id);
    }
}
