package dev.pirn.cli.live;

import dev.pirn.cli.attach.Link;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What {@code top} shows at one moment.
 *
 * @param measured what loops and tasks did since the picture before
 * @param summary the rings of waiting tasks
 * @param taken when
 */
record Picture(Json measured, Json summary, Instant taken) {

    /** From here on the loop counts as stuck, whatever the watchdog says. */
    static final long LONG_STEP = 500_000_000;

    private static final Duration RECENT = Duration.ofMinutes(1);

    /** Takes a picture; what it shows of cycles may be of an earlier one, because it costs more. */
    static Picture take(Link jvm, Order order, String filter, int limit, Json summary) throws IOException {
        String request = "measure " + order.word() + " " + limit + (filter.isEmpty() ? "" : " " + filter);
        return new Picture(Json.parse(jvm.ask(request)), summary, Instant.now());
    }

    List<Json> loops() {
        return measured.objects("loops");
    }

    /** {@return what keeps loops or tasks from going on now, the worst first} */
    List<Line> alarms() {
        List<Line> lines = new ArrayList<>();
        for (Json stall : measured.objects("stalls")) if (!stall.is("over")) addStall(lines, stall);
        for (Json loop : loops()) if (loop.number("stepNanos") > LONG_STEP && !isTold(loop)) addStep(lines, loop);
        for (Object ring : summary.list("cycles")) if (ring instanceof List<?> tasks) addRing(lines, tasks);
        addPast(lines);
        return lines;
    }

    private void addStall(List<Line> lines, Json stall) {
        alarm(
                lines,
                "STALLED  loop " + stall.text("loop") + " has not turned for "
                        + Amounts.ofMillis(stall.number("millis")) + ": " + stall.text("holder") + " "
                        + stall.text("why"));
        if (!stall.text("culprit").isEmpty()) alarm(lines, "         at " + stall.text("culprit"));
    }

    private boolean isTold(Json loop) {
        return measured.objects("stalls").stream()
                .anyMatch(stall -> !stall.is("over") && stall.number("loopId") == loop.number("id"));
    }

    /** The watchdog is off or has not looked yet. */
    private void addStep(List<Line> lines, Json loop) {
        String holder = measured.objects("tasks").stream()
                .filter(task -> task.number("loop") == loop.number("id")
                        && task.text("state").equals("RUNNING"))
                .map(task -> "task " + task.text("name"))
                .findFirst()
                .orElse("a step");
        alarm(
                lines,
                "STALLED  loop " + loop.text("name") + ": " + holder + " has held it for "
                        + Amounts.ofNanos(loop.number("stepNanos")));
    }

    private static void addRing(List<Line> lines, List<?> tasks) {
        alarm(lines, "DEADLOCK " + tasks.size() + " tasks wait for each other, and none can go on:");
        for (Object element : tasks) {
            if (!(element instanceof Map<?, ?> map)) continue;
            Json task = new Json(map);
            String culprit = Frames.culprit(task.texts("stack"));
            alarm(
                    lines,
                    "         " + task.text("name") + " waits for " + task.text("waitsFor")
                            + (culprit == null ? "" : ", at " + culprit));
        }
    }

    private static void alarm(List<Line> lines, String text) {
        lines.add(new Line(text, Line.Style.ALARM));
    }

    /** The last stall that is over. */
    private void addPast(List<Line> lines) {
        List<Json> past = measured.objects("stalls").stream()
                .filter(stall -> stall.is("over") && ago(stall).compareTo(RECENT) < 0)
                .toList();
        if (past.isEmpty()) return;
        Json last = past.getLast();
        String times = past.size() == 1 ? "" : " (" + past.size() + " stalls in a minute)";
        lines.add(new Line(
                "stalled  " + Amounts.ofMillis(last.number("millis")) + ", "
                        + Amounts.ofMillis(ago(last).toMillis())
                        + " ago" + times + ": loop " + last.text("loop") + ", " + last.text("holder") + " "
                        + last.text("why")
                        + (last.text("culprit").isEmpty() ? "" : ", at " + last.text("culprit")),
                Line.Style.WARNING));
    }

    private Duration ago(Json stall) {
        try {
            return Duration.between(Instant.parse(stall.text("when")), taken);
        } catch (DateTimeParseException e) {
            return RECENT;
        }
    }

    /** {@return the rows of tasks, and one a loop for each other thing that takes its time, as far as the order ranks that} */
    List<TaskRow> rows(Order order, boolean withOthers) {
        List<TaskRow> rows = new ArrayList<>();
        for (Json task : measured.objects("tasks")) rows.add(TaskRow.of(task, nanosOf(task.number("loop"))));
        if (!withOthers) return rows;
        for (Json loop : loops()) TaskRow.addOthers(rows, loop);
        if (order == Order.BUSY) rows.sort((a, b) -> Long.compare(b.busyNanos(), a.busyNanos()));
        return rows;
    }

    private long nanosOf(long loop) {
        return loops().stream()
                .filter(other -> other.number("id") == loop)
                .mapToLong(other -> other.number("nanos"))
                .findFirst()
                .orElse(0);
    }

    /** {@return all of it as one document} */
    Json json() {
        Map<Object, Object> json = new LinkedHashMap<>(measured.fields());
        json.put("cycles", Objects.requireNonNullElse(summary.fields().get("cycles"), List.of()));
        return new Json(json);
    }
}
