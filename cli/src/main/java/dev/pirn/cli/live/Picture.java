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

/**
 * What {@code top} shows at one moment.
 *
 * @param measured what loops and tasks did since the picture before
 * @param overview what a dump shows besides
 * @param taken when
 */
record Picture(Json measured, Overview overview, Instant taken) {

    /** From here on the loop counts as stuck, whatever the watchdog says. */
    static final long LONG_STEP = 500_000_000;

    private static final int MOST_FRAMES = 20;
    private static final Duration RECENT = Duration.ofMinutes(1);

    /** Takes a picture; what it shows of cycles may be of an earlier one, because it costs more. */
    static Picture take(Link jvm, Order order, String filter, int limit, Overview overview) throws IOException {
        String request = "measure " + order.word() + " " + limit + (filter.isEmpty() ? "" : " " + filter);
        Json measured = overview.complete(Json.parse(jvm.ask(request)), filter);
        return new Picture(measured, overview, Instant.now());
    }

    List<Json> loops() {
        return measured.objects("loops");
    }

    /**
     * {@return what keeps loops or tasks from going on now, the worst first}
     *
     * @param withStacks whether there is room for the stack of what holds a loop
     */
    List<Line> alarms(boolean withStacks) {
        List<Line> lines = new ArrayList<>();
        for (Json stall : measured.objects("stalls")) if (!stall.is("over")) addStall(lines, stall, withStacks);
        for (Json loop : loops()) if (isStuck(loop) && !isListed(loop)) addStuck(lines, loop, withStacks);
        for (Object ring : overview.rings()) if (ring instanceof List<?> tasks) addRing(lines, tasks);
        addPast(lines);
        return lines;
    }

    private void addStall(List<Line> lines, Json stall, boolean withStack) {
        alarm(
                lines,
                "STALLED  loop " + stall.text("loop") + " has not turned for "
                        + Amounts.ofMillis(stall.number("millis")) + ": " + stall.text("holder") + " "
                        + stall.text("why"));
        if (!stall.text("culprit").isEmpty()) alarm(lines, "         at " + stall.text("culprit"));
        if (withStack) addStack(lines, stall);
    }

    private static void addStack(List<Line> lines, Json held) {
        List<String> stack = held.texts("stack");
        stack.stream().limit(MOST_FRAMES).forEach(frame -> lines.add(Line.plain("           " + frame)));
        if (stack.size() > MOST_FRAMES)
            lines.add(Line.plain("           … " + (stack.size() - MOST_FRAMES) + " frames more"));
    }

    private static boolean isStuck(Json loop) {
        return loop.number("stepNanos") > LONG_STEP || loop.text("state").equals("STALLED");
    }

    private boolean isListed(Json loop) {
        return measured.objects("stalls").stream()
                .anyMatch(stall -> !stall.is("over") && stall.number("loopId") == loop.number("id"));
    }

    /** The watchdog is off or has not looked yet. */
    private void addStuck(List<Line> lines, Json loop, boolean withStack) {
        alarm(
                lines,
                "STALLED  loop " + loop.text("name") + ": " + holder(loop) + " has held it for "
                        + Amounts.ofMillis(heldMillis(loop)));
        String culprit = Frames.culprit(loop.texts("stack"));
        if (culprit != null) alarm(lines, "         at " + culprit);
        if (withStack) addStack(lines, loop);
    }

    private String holder(Json loop) {
        return measured.objects("tasks").stream()
                .filter(task -> task.number("loop") == loop.number("id")
                        && task.text("state").equals("RUNNING"))
                .map(task -> "task " + task.text("name"))
                .findFirst()
                .orElse("a step");
    }

    /**
     * A step that began before the measuring is known by the state of its task, or else for as long as was measured.
     */
    private long heldMillis(Json loop) {
        long inState = overview.runningTask(loop.number("id")).number("stateMillis");
        long measuredNanos = Math.max(loop.number("stepNanos"), loop.number("turns") == 0 ? loop.number("nanos") : 0);
        return Math.max(inState, measuredNanos / 1_000_000);
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

    /**
     * {@return the rows of tasks, and one a loop for each other thing that takes its time, as far as the order ranks
     * that}
     */
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
        json.put("cycles", overview.rings());
        return new Json(json);
    }
}
