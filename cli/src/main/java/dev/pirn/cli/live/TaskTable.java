package dev.pirn.cli.live;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a JVM as a table a loop.
 *
 * @param choice which tasks, in which order
 */
public record TaskTable(Choice choice) {

    /** By what tasks can be ordered. */
    public enum Order {
        /** The age of the task, which is about the order of the numbers. */
        ID,
        /** Name. */
        NAME,
        /** State. */
        STATE,
        /** The oldest first. */
        AGE,
        /** The one longest in its state first. */
        SINCE
    }

    /**
     * Which tasks are wanted.
     *
     * @param order in which order
     * @param state only those in this state; empty for all
     * @param name only those whose names contain this, in whatever case; empty for all
     * @param limit so many a loop at most
     */
    public record Choice(Order order, String state, String name, int limit) {

        private boolean wants(Json task) {
            return (state.isEmpty() || task.text("state").equalsIgnoreCase(state))
                    && task.text("name").toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT));
        }

        private Comparator<Json> comparator() {
            Comparator<Json> byId = Comparator.comparingLong(task -> task.number("id"));
            return switch (order) {
                case ID -> byId;
                case NAME -> Comparator.<Json, String>comparing(task -> task.text("name")).thenComparing(byId);
                case STATE -> Comparator.<Json, String>comparing(task -> task.text("state")).thenComparing(byId);
                case AGE -> Comparator.<Json>comparingLong(task -> -task.number("ageMillis")).thenComparing(byId);
                case SINCE -> Comparator.<Json>comparingLong(task -> -task.number("stateMillis")).thenComparing(byId);
            };
        }

        /** {@return the wanted tasks of a loop, in their order, without the limit} */
        public List<Json> of(Json loop) {
            return loop.objects("tasks").stream().filter(this::wants).sorted(comparator()).toList();
        }
    }

    /**
     * {@return the table}
     *
     * @param dump all loops and tasks
     */
    public List<String> lines(Json dump) {
        List<String> lines = new ArrayList<>();
        for (Object ring : dump.list("cycles")) lines.add(ring(dump, (List<?>) ring));
        for (Json loop : dump.objects("loops")) {
            if (!lines.isEmpty()) lines.add("");
            lines.add(head(loop));
            String culprit = Frames.culprit(loop.texts("stack"));
            if (culprit != null) lines.add("  held at " + culprit);
            lines.addAll(tasks(loop));
        }
        if (lines.isEmpty()) lines.add("no loops");
        return lines;
    }

    private static String ring(Json dump, List<?> ring) {
        List<String> names = new ArrayList<>();
        for (Object id : ring) names.add(name(dump, String.valueOf(id)) + " #" + id);
        return "DEADLOCK: " + String.join(", ", names) + " wait for each other and for nothing else; pirn pstree shows how";
    }

    private static String name(Json dump, String id) {
        return dump.objects("loops").stream()
                .flatMap(loop -> loop.objects("tasks").stream())
                .filter(task -> task.text("id").equals(id))
                .map(task -> task.text("name"))
                .findFirst()
                .orElse("task");
    }

    private static String head(Json loop) {
        String state = loop.text("state").toLowerCase(Locale.ROOT);
        return "loop " + loop.number("id") + " " + loop.text("name") + ": " + state + ", " + loop.text("backend")
                + ", coroutines " + loop.text("coroutines") + ", " + loop.number("turns") + " turns, "
                + loop.objects("tasks").size() + " tasks, " + loop.number("ready") + " ready, " + loop.number("timers")
                + " timers, " + loop.number("pendingIo") + " pending I/O";
    }

    private List<String> tasks(Json loop) {
        List<Json> tasks = choice.of(loop);
        if (tasks.isEmpty()) return List.of();
        Columns columns = new Columns("rllrrrl");
        columns.add("ID", "NAME", "STATE", "SINCE", "AGE", "GROUP", "WAITS FOR");
        tasks.stream().limit(choice.limit()).forEach(task -> addTo(columns, task));
        List<String> lines = new ArrayList<>(columns.lines());
        int more = tasks.size() - choice.limit();
        if (more > 0) lines.add("… and " + more + " more: --limit shows them");
        return lines;
    }

    private static void addTo(Columns columns, Json task) {
        columns.add(
                task.number("id"),
                task.text("name"),
                task.text("state").toLowerCase(Locale.ROOT) + (task.is("cancelling") ? ", cancelling" : ""),
                Amounts.ofMillis(task.number("stateMillis")),
                Amounts.ofMillis(task.number("ageMillis")),
                task.text("group").isEmpty() ? "-" : task.text("group"),
                wait(task.object("waitsFor")));
    }

    private static String wait(@Nullable Json wait) {
        if (wait == null) return "";
        String kind = wait.text("kind");
        String what = wait.text("what");
        return what.contains(kind) ? what : kind + ": " + what;
    }
}
