package dev.pirn.observe;

import dev.pirn.text.JsonText;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All loops of this JVM and their tasks, as they were when they were looked at. Taken with {@code Pirn.dump}. A
 * value: usable from any thread, and nothing here suspends.
 *
 * @param pid the process
 * @param taken when, by the system's clock
 * @param loops the loops that are not closed, in order of their making
 * @param cycles the rings of tasks that wait for each other and for nothing else, which no one can end but a
 *     cancellation: each a list of numbers of tasks, of which each waits for the next, and the last for the first
 */
public record Dump(long pid, Instant taken, List<LoopInfo> loops, List<List<Long>> cycles) {

    private static final int VERSION = 1; // of the form of the JSON

    /** What a dump contains besides the tasks. */
    public enum Part {
        /** The stack of each task. */
        STACKS,
        /** The task-local values of each task, as their {@code toString} puts them. */
        LOCALS
    }

    /** Copies the lists. */
    public Dump {
        loops = List.copyOf(loops);
        cycles = cycles.stream().map(List::copyOf).toList();
    }

    /**
     * {@return a dump whose rings are found in what the tasks wait for}
     *
     * @param pid the process
     * @param taken when, by the system's clock
     * @param loops the loops
     */
    public static Dump of(long pid, Instant taken, List<LoopInfo> loops) {
        return new Dump(pid, taken, loops, Cycles.in(loops));
    }

    /** {@return the tasks of all loops by their numbers, in the order of the loops} */
    public Map<Long, TaskInfo> tasks() {
        Map<Long, TaskInfo> all = new LinkedHashMap<>();
        for (LoopInfo loop : loops) loop.tasks().forEach(task -> all.put(task.id(), task));
        return all;
    }

    /** {@return the waiters of each task, by the numbers of the tasks; tasks without a waiter are not in it} */
    public Map<Long, List<Long>> awaiters() {
        Map<Long, List<Long>> all = new LinkedHashMap<>();
        for (LoopInfo loop : loops) {
            for (TaskInfo task : loop.tasks()) {
                if (task.waitsFor() == null) continue;
                for (Long on : task.waitsFor().tasks())
                    all.computeIfAbsent(on, _ -> new ArrayList<>(1)).add(task.id());
            }
        }
        return all;
    }

    /**
     * {@return a page for people} First the rings, then for each loop a line of its own state and its tasks as a
     * tree: the children of a group under the task that owns it, an awaited task under the first that awaits it.
     * Siblings that do the same are shown once and counted, so that many tasks make a short page. With stacks if the
     * dump has them.
     */
    public String text() {
        return new TreeText(this).page();
    }

    /**
     * {@return the dump as JSON (RFC 8259), in one line}
     *
     * {@snippet lang=json :
     * {"version": 1, "pid": 4711, "taken": "2026-01-31T12:00:00.123Z",
     *  "loops": [{"id": 1, "name": "main", "backend": "epoll", "coroutines": "loop", "state": "TURNING", "turns": 12,
     *    "ready": 0, "timers": 1, "pendingIo": 0, "thread": "main", "stack": [],
     *    "tasks": [{"id": 33, "name": "main", "state": "WAITING", "cancelling": false, "ageMillis": 200,
     *      "stateMillis": 150, "group": null, "waitsFor": {"kind": "task", "what": "fetch", "tasks": [34],
     *      "needsAll": true, "others": false}, "stack": ["com.example.Main.main(Main.java:7)"],
     *      "locals": {"user": "ann"}}]}],
     *  "cycles": [[33, 34]]}
     * }
     *
     * <p>All members are always there; {@code thread}, {@code group} and {@code waitsFor} may be null. Readers ignore
     * members that they do not know; the version changes when a member is taken away or changes its meaning.
     */
    public String json() {
        return JsonText.of(withVersion());
    }

    /**
     * Writes what {@link #json} returns, in parts, so that the text of a dump of very many tasks never stands in
     * memory as a whole. From any thread.
     *
     * @param out where to
     * @throws IOException if writing fails
     */
    public void writeJson(Appendable out) throws IOException {
        JsonText.write(withVersion(), out);
    }

    private Map<String, @Nullable Object> withVersion() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("version", VERSION);
        members.putAll(JsonText.members(this));
        return members;
    }
}
