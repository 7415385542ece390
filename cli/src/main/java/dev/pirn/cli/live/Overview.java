package dev.pirn.cli.live;

import dev.pirn.cli.attach.Link;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a dump shows and a measurement does not: rings of waiting tasks, and loops that do not turn. A loop that was
 * stuck before it was measured has told the meters nothing.
 *
 * @param summary the loops without their tasks, and the rings
 * @param running the loops that are stuck, each with the task that it runs
 */
record Overview(Json summary, Json running) {

    private static final Json NOTHING = new Json(Map.of());

    static final Overview NONE = new Overview(NOTHING, NOTHING);

    static Overview take(Link jvm) throws IOException {
        Json summary = Json.parse(jvm.ask("summary"));
        boolean isStuck = summary.objects("loops").stream().anyMatch(Overview::isStalled);
        return new Overview(summary, isStuck ? Json.parse(jvm.ask("list since 1 running")) : NOTHING);
    }

    private static boolean isStalled(Json loop) {
        return loop.text("state").equals("STALLED");
    }

    List<?> rings() {
        return summary.list("cycles");
    }

    /** {@return the task that a stuck loop runs; empty if it runs a callback, or is not stuck} */
    Json runningTask(long loop) {
        List<Json> tasks = loop(running, loop).objects("chosen");
        return tasks.isEmpty() ? NOTHING : tasks.getFirst();
    }

    /** {@return a measurement in which loops that are stuck, and what they run, are as the dump shows them} */
    Json complete(Json measured, String filter) {
        List<Object> loops = new ArrayList<>();
        List<Object> tasks = new ArrayList<>();
        for (Json loop : measured.objects("loops")) {
            Json seen = loop(summary, loop.number("id"));
            boolean isStuck = isStalled(seen) && loop.number("turns") == 0;
            loops.add(isStuck ? stuck(loop, seen) : loop.fields());
            if (isStuck) addRunning(tasks, measured, loop, filter);
        }
        tasks.addAll(measured.list("tasks"));
        Map<Object, Object> complete = new LinkedHashMap<>(measured.fields());
        complete.put("loops", loops);
        complete.put("tasks", tasks);
        return new Json(complete);
    }

    private static Map<Object, Object> stuck(Json loop, Json seen) {
        Map<Object, Object> stuck = new LinkedHashMap<>(loop.fields());
        stuck.put("state", "STALLED");
        stuck.put("stack", seen.list("stack"));
        stuck.put("tasks", seen.number("tasks"));
        stuck.put("timers", seen.number("timers"));
        stuck.put("readyDepth", seen.number("ready"));
        stuck.put("busyNanos", Math.max(loop.number("busyNanos"), loop.number("nanos")));
        return stuck;
    }

    private void addRunning(List<Object> tasks, Json measured, Json loop, String filter) {
        Json task = runningTask(loop.number("id"));
        boolean isMeasured =
                measured.objects("tasks").stream().anyMatch(other -> other.number("id") == task.number("id"));
        boolean isWanted = task.text("name").toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
        if (task.fields().isEmpty() || isMeasured || !isWanted) return;
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("loop", loop.number("id"));
        row.put("id", task.number("id"));
        row.put("name", task.fields().get("name"));
        row.put("state", "RUNNING");
        row.put("steps", 0);
        row.put("busyNanos", loop.number("nanos"));
        row.put("scheduledNanos", 0);
        row.put("waitingNanos", 0);
        row.put("foreignWakeups", 0);
        tasks.add(row);
    }

    private static Json loop(Json document, long id) {
        return document.objects("loops").stream()
                .filter(loop -> loop.number("id") == id)
                .findFirst()
                .orElse(NOTHING);
    }
}
