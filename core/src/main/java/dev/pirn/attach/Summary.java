package dev.pirn.attach;

import dev.pirn.Pirn;
import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.TaskInfo;
import dev.pirn.observe.WaitInfo;
import dev.pirn.text.JsonText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong, in few words: the loops without their tasks, the rings of waiting tasks. */
final class Summary {

    /** The rings that the last dump showed, and what is said of them: their stacks are taken once. */
    private List<List<Long>> known = List.of();

    private List<Object> rings = List.of();

    Map<String, Object> make() {
        Dump dump = Pirn.dump();
        if (!dump.cycles().equals(known)) rings = describe(withStacks(dump.cycles()));
        known = dump.cycles();
        return json(dump, dump.loops().stream().map(Summary::json).toList(), rings);
    }

    /** {@return the same, without stacks, and some tasks} */
    static Map<String, Object> list(Dump dump, TaskQuery query) {
        return json(dump, dump.loops().stream().map(loop -> list(loop, query)).toList(), describe(dump));
    }

    private static Map<String, @Nullable Object> list(LoopInfo loop, TaskQuery query) {
        List<TaskInfo> matching = query.matching(loop);
        Map<String, @Nullable Object> json = json(loop);
        json.put("matching", matching.size());
        json.put("chosen", query.first(matching).stream().map(Summary::json).toList());
        return json;
    }

    private static Map<String, Object> json(Dump dump, List<?> loops, List<?> rings) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pid", dump.pid());
        json.put("loops", loops);
        json.put("cycles", rings);
        return json;
    }

    private static Dump withStacks(List<List<Long>> cycles) {
        Set<Long> members = new HashSet<>();
        cycles.forEach(members::addAll);
        return Pirn.dump(members::contains, Dump.Part.STACKS);
    }

    private static Map<String, @Nullable Object> json(LoopInfo loop) {
        Map<String, @Nullable Object> json = JsonText.members(loop);
        json.put("tasks", loop.tasks().size());
        json.put("states", states(loop));
        return json;
    }

    private static Map<TaskInfo.State, Integer> states(LoopInfo loop) {
        Map<TaskInfo.State, Integer> states = new EnumMap<>(TaskInfo.State.class);
        for (TaskInfo task : loop.tasks()) states.merge(task.state(), 1, Integer::sum);
        return states;
    }

    private static List<Object> describe(Dump dump) {
        if (dump.cycles().isEmpty()) return List.of();
        Map<Long, TaskInfo> tasks = dump.tasks();
        List<Object> rings = new ArrayList<>();
        for (List<Long> cycle : dump.cycles()) {
            List<Object> ring = new ArrayList<>();
            for (long id : cycle) {
                TaskInfo task = tasks.get(id);
                if (task != null) ring.add(json(task));
            }
            rings.add(ring);
        }
        return rings;
    }

    private static Map<String, @Nullable Object> json(TaskInfo task) {
        Map<String, @Nullable Object> json = JsonText.members(task);
        json.put("waitsFor", wait(task.waitsFor()));
        return json;
    }

    private static @Nullable String wait(@Nullable WaitInfo wait) {
        if (wait == null) return null;
        return wait.what().contains(wait.kind()) ? wait.what() : wait.kind() + ": " + wait.what();
    }

    /** {@return one task with its stack and its values; with nothing but its number if it has ended} */
    static Map<String, @Nullable Object> task(long id) {
        TaskInfo task = Pirn.dump(other -> other == id, Dump.Part.STACKS, Dump.Part.LOCALS)
                .tasks()
                .get(id);
        return task == null ? new LinkedHashMap<>(Map.of("id", id)) : json(task);
    }
}
