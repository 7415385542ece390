package dev.pirn.attach;

import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.TaskInfo;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Which tasks are wanted of a dump. They are chosen here rather than by the tool, since there may be very many.
 *
 * @param order in which order
 * @param limit so many a loop at most
 * @param state only those in this state, in capitals; {@code ANY} for all
 * @param name only those whose names contain this, in whatever case
 */
record TaskQuery(Comparator<TaskInfo> order, int limit, String state, String name) {

    /** Reads {@code REQUEST ORDER LIMIT STATE [NAME]}; a limit of 0 is none, and the name may contain blanks. */
    static TaskQuery of(String[] words) {
        if (words.length < 4) throw new IllegalArgumentException(words[0] + " ORDER LIMIT STATE [NAME]");
        int limit = Integer.parseInt(words[2]);
        String name = String.join(" ", Arrays.asList(words).subList(4, words.length));
        return new TaskQuery(
                order(words[1]),
                limit == 0 ? Integer.MAX_VALUE : limit,
                words[3].toUpperCase(Locale.ROOT),
                name.toLowerCase(Locale.ROOT));
    }

    private static Comparator<TaskInfo> order(String word) {
        Comparator<TaskInfo> byId = Comparator.comparingLong(TaskInfo::id);
        return switch (word) {
            case "id" -> byId;
            case "name" -> Comparator.comparing(TaskInfo::name).thenComparing(byId);
            case "state" -> Comparator.comparing(TaskInfo::state).thenComparing(byId);
            case "age" ->
                Comparator.comparingLong(TaskInfo::ageMillis).reversed().thenComparing(byId);
            case "since" ->
                Comparator.comparingLong(TaskInfo::stateMillis).reversed().thenComparing(byId);
            default -> throw new IllegalArgumentException("no such order: " + word);
        };
    }

    /** {@return the tasks of a loop that match, in no order and without the limit} */
    List<TaskInfo> matching(LoopInfo loop) {
        return loop.tasks().stream().filter(this::wants).toList();
    }

    /** {@return those of the tasks that are to be shown, in their order} */
    List<TaskInfo> first(List<TaskInfo> matching) {
        return matching.stream().sorted(order).limit(limit).toList();
    }

    /** {@return the same dump with no tasks but those that are to be shown} */
    Dump reduce(Dump dump) {
        List<LoopInfo> loops = dump.loops().stream().map(this::reduce).toList();
        return new Dump(dump.pid(), dump.taken(), loops, dump.cycles());
    }

    private LoopInfo reduce(LoopInfo loop) {
        return new LoopInfo(
                loop.id(),
                loop.name(),
                loop.backend(),
                loop.coroutines(),
                loop.state(),
                loop.turns(),
                loop.ready(),
                loop.timers(),
                loop.pendingIo(),
                loop.thread(),
                loop.stack(),
                first(matching(loop)));
    }

    private boolean wants(TaskInfo task) {
        return (state.equals("ANY") || state.equals(task.state().name()))
                && (name.isEmpty() || task.name().toLowerCase(Locale.ROOT).contains(name));
    }
}
