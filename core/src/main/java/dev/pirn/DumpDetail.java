package dev.pirn;

import dev.pirn.observe.Dump;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * How much of the tasks a dump contains.
 *
 * @param parts what besides the tasks themselves
 * @param tasks of which tasks, by their numbers
 */
record DumpDetail(Set<Dump.Part> parts, LongPredicate tasks) {

    static final DumpDetail NONE = new DumpDetail(Set.of(), id -> false);

    boolean has(Dump.Part part, long id) {
        return parts.contains(part) && tasks.test(id);
    }
}
