package dev.pirn.cli.live;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lays a picture out.
 *
 * @param title the process and what it runs
 * @param width columns
 * @param height rows; as many lines as there are if it is 0
 */
record Screen(String title, int width, int height) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    /** Below, the names of tasks would have no room beside all columns. */
    private static final int NARROW = 70;

    private static final String KEYS =
            "b busy  s scheduled  w waiting  t steps  f wake-ups  n name  / filter  Enter stack  p pause  ? help  q"
                    + " quit";
    private static final String FEW_KEYS = "b s w t f n rank  / filter  Enter stack  p pause  ? help  q quit";
    private static final List<String> HELP = List.of(
            "Loops   TURN/S, STEP/S   turns of the loop, and steps of tasks and callbacks, a second",
            "        p50, p99         how long a step takes: the median, and what one in a hundred exceeds",
            "        BUSY%, POLL%     time in steps, and time waiting for I/O, timers and other threads",
            "        READY            what stood in the ready queue at the last turn",
            "        TIMERS, SOCK     timers that are pending, and sockets, listeners and files that are open",
            "Tasks   BUSY%            time in which the task ran",
            "        SCHED%           time in which it could have run, and others did",
            "        WAIT%            time in which it waited",
            "        STEPS/S, WAKE/S  how often it ran, and how often another thread made it go on",
            "        Only tasks that have run since this command began are listed.",
            "",
            "Keys    b s w t f n      rank by busy, scheduled, waiting, steps, wake-ups, name",
            "        up, down, Enter  select a task, and open its stack; Esc goes back",
            "        /                type a part of a name to see only such tasks; Esc clears it",
            "        p                pause and go on",
            "        q, Ctrl-C        quit");

    /** {@return all lines of the tables} */
    List<Line> tables(Picture picture, View view) {
        List<Line> lines = new ArrayList<>();
        lines.add(header(picture, view));
        List<Line> alarms = picture.alarms(height == 0);
        lines.addAll(height == 0 ? alarms : alarms.subList(0, Math.min(alarms.size(), height / 2 - 1)));
        lines.addAll(LoopRows.lines(picture, width));
        lines.add(Line.plain(""));
        List<Line> tasks = taskLines(picture, view);
        int room = height == 0 ? tasks.size() : Math.max(1, height - lines.size() - 1);
        lines.addAll(tasks.subList(0, Math.min(tasks.size(), room)));
        return lines;
    }

    private Line header(Picture picture, View view) {
        String time = TIME.format(LocalTime.ofInstant(picture.taken(), ZoneId.systemDefault()));
        long tasks =
                picture.loops().stream().mapToLong(loop -> loop.number("tasks")).sum();
        String filter = view.filter().isEmpty() ? "" : ", filter \"" + view.filter() + "\"";
        return new Line(
                "pirn top " + title + "  " + time + "  " + tasks + " tasks, by "
                        + view.order().word() + filter + (view.isPaused() ? "  PAUSED" : ""),
                Line.Style.HEAD);
    }

    private List<Line> taskLines(Picture picture, View view) {
        List<TaskRow> rows = picture.rows(view.order(), view.filter().isEmpty());
        boolean isNarrow = width < NARROW;
        Columns columns = isNarrow ? new Columns("rlrl") : new Columns("rlrrrrrl");
        columns.add(TaskRow.head(isNarrow).toArray());
        rows.forEach(row -> columns.add(row.cells(isNarrow).toArray()));
        List<String> texts = columns.lines();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("  " + texts.getFirst(), Line.Style.HEAD));
        for (int i = 0; i < rows.size(); i++) lines.add(taskLine(texts.get(i + 1), rows.get(i), view));
        if (rows.isEmpty()) lines.add(new Line("  no task has run meanwhile", Line.Style.DIM));
        return lines;
    }

    private static Line taskLine(String text, TaskRow row, View view) {
        boolean isSelected = row.id() != 0 && row.id() == view.selected();
        if (isSelected) return new Line("> " + text, Line.Style.SELECTED);
        return new Line("  " + text, row.isHeavy() ? Line.Style.WARNING : Line.Style.PLAIN);
    }

    /** {@return one task with its stack} */
    List<Line> task(@Nullable Json task, long id) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("pirn top " + title + "  task " + id, Line.Style.HEAD));
        if (task == null) return lines;
        if (task.text("name").isEmpty()) lines.add(Line.plain("the task has ended"));
        else addTask(lines, task);
        return lines;
    }

    private static void addTask(List<Line> lines, Json task) {
        lines.add(Line.plain(task.text("name") + ": " + task.text("state").toLowerCase(Locale.ROOT) + " for "
                + Amounts.ofMillis(task.number("stateMillis")) + ", age "
                + Amounts.ofMillis(task.number("ageMillis"))));
        if (!task.text("waitsFor").isEmpty()) lines.add(Line.plain("waits for " + task.text("waitsFor")));
        lines.add(Line.plain(""));
        String culprit = Frames.culprit(task.texts("stack"));
        for (String frame : task.texts("stack")) {
            boolean isCulprit = Objects.equals(frame, culprit);
            lines.add(new Line(
                    (isCulprit ? "> " : "  ") + "at " + frame, isCulprit ? Line.Style.HEAD : Line.Style.PLAIN));
        }
    }

    List<Line> help() {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("pirn top", Line.Style.HEAD));
        HELP.forEach(text -> lines.add(Line.plain(text)));
        return lines;
    }

    /** {@return the last line} */
    Line footer(View view) {
        if (view.typing())
            return new Line("name contains: " + view.filter() + "_   (Enter keeps it, Esc clears it)", Line.Style.HEAD);
        if (view.isHelp()) return new Line("any key goes back, q quits", Line.Style.DIM);
        if (view.opened() != null) return new Line("Esc goes back  p pause  q quit", Line.Style.DIM);
        return new Line(width < KEYS.length() ? FEW_KEYS : KEYS, Line.Style.DIM);
    }
}
