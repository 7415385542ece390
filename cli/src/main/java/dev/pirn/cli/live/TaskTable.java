package dev.pirn.cli.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tasks of a JVM as a table a loop. */
public final class TaskTable {

    private TaskTable() {}

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
     * {@return the table}
     *
     * @param list what the JVM answers to {@code list}
     */
    public static List<String> lines(Json list) {
        List<String> lines = new ArrayList<>();
        for (Object ring : list.list("cycles")) if (ring instanceof List<?> members) lines.add(ring(members));
        for (Json loop : list.objects("loops")) {
            if (!lines.isEmpty()) lines.add("");
            lines.add(head(loop));
            String culprit = Frames.culprit(loop.texts("stack"));
            if (culprit != null) lines.add("  held at " + culprit);
            lines.addAll(tasks(loop));
        }
        if (lines.isEmpty()) lines.add("no loops are open");
        return lines;
    }

    private static String ring(List<?> ring) {
        List<String> names = new ArrayList<>();
        for (Object member : ring) {
            if (!(member instanceof Map<?, ?> map)) continue;
            Json task = new Json(map);
            names.add(task.text("name") + " #" + task.text("id"));
        }
        return "DEADLOCK: " + String.join(", ", names)
                + " wait for each other and for nothing else; pirn pstree shows how";
    }

    private static String head(Json loop) {
        String state = loop.text("state").toLowerCase(Locale.ROOT);
        return "loop " + loop.number("id") + " " + loop.text("name") + ": " + state + ", " + loop.text("backend")
                + ", coroutines " + loop.text("coroutines") + ", " + loop.number("turns") + " turns, "
                + loop.number("tasks") + " tasks, " + loop.number("ready") + " ready, " + loop.number("timers")
                + " timers, " + loop.number("pendingIo") + " pending I/O";
    }

    private static List<String> tasks(Json loop) {
        List<Json> tasks = loop.objects("chosen");
        if (tasks.isEmpty()) return loop.number("tasks") == 0 ? List.of() : List.of("no task is as asked for");
        Columns columns = new Columns("rllrrrl");
        columns.add("ID", "NAME", "STATE", "SINCE", "AGE", "GROUP", "WAITS FOR");
        tasks.forEach(task -> addTo(columns, task));
        List<String> lines = new ArrayList<>(columns.lines());
        long more = loop.number("matching") - tasks.size();
        if (more > 0) lines.add("… and " + more + " more: -n 0 shows all, --name and --state choose");
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
                task.text("waitsFor"));
    }
}
