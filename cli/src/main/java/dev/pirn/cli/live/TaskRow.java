package dev.pirn.cli.live;

import java.util.List;
import java.util.Locale;

/**
 * A row of the table of tasks.
 *
 * @param id the task; 0 if it is not one
 * @param cells what stands in the columns
 * @param busyNanos time in which it ran
 * @param nanos the time that was measured
 */
record TaskRow(long id, List<String> cells, long busyNanos, long nanos) {

    private static final double HEAVY = 50;

    private static final List<String> HEAD =
            List.of("ID", "STATE", "BUSY%", "SCHED%", "WAIT%", "STEPS/S", "WAKE/S", "TASK");

    static List<String> head(boolean isNarrow) {
        return isNarrow ? narrow(HEAD) : HEAD;
    }

    List<String> cells(boolean isNarrow) {
        return isNarrow ? narrow(cells) : cells;
    }

    /** Who it is, its state and how busy it is. */
    private static List<String> narrow(List<String> cells) {
        return List.of(cells.get(0), cells.get(1), cells.get(2), cells.getLast());
    }

    static TaskRow of(Json task, long nanos) {
        long busy = task.number("busyNanos");
        List<String> cells = List.of(
                task.text("id"),
                task.text("state").toLowerCase(Locale.ROOT),
                Amounts.share(busy, nanos),
                Amounts.share(task.number("scheduledNanos"), nanos),
                Amounts.share(task.number("waitingNanos"), nanos),
                Amounts.rate(task.number("steps"), nanos),
                Amounts.rate(task.number("foreignWakeups"), nanos),
                task.text("name"));
        return new TaskRow(task.number("id"), cells, busy, nanos);
    }

    /** The time of a loop that no living task has used. */
    static void addOthers(List<TaskRow> rows, Json loop) {
        addOther(rows, loop, "callbackNanos", "(callbacks)");
        addOther(rows, loop, "endedNanos", "(tasks that have ended)");
    }

    private static void addOther(List<TaskRow> rows, Json loop, String field, String name) {
        long busy = loop.number(field);
        long nanos = loop.number("nanos");
        if (busy == 0) return;
        List<String> cells = List.of("", "", Amounts.share(busy, nanos), "", "", "", "", name);
        rows.add(new TaskRow(0, cells, busy, nanos));
    }

    boolean isHeavy() {
        return Amounts.percent(busyNanos, nanos) >= HEAVY;
    }
}
