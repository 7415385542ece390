package dev.pirn.cli.live;

import java.util.ArrayList;
import java.util.List;

/** The table of loops. */
final class LoopRows {

    private static final long SLOW_STEP = 10_000_000;
    private static final double FULL = 90;
    private static final int WIDE = 100;

    private LoopRows() {}

    static List<Line> lines(Picture picture, int width) {
        Columns columns = new Columns("lrrrrrrrrrrl", width < WIDE ? " " : "  ");
        columns.add("LOOP", "TURN/S", "STEP/S", "p50", "p99", "BUSY%", "POLL%", "READY", "TIMERS", "SOCK", "TASKS", "BACKEND");
        for (Json loop : picture.loops()) addTo(columns, loop);
        List<String> texts = columns.lines();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(texts.getFirst(), Line.Style.HEAD));
        for (int i = 1; i < texts.size(); i++) lines.add(new Line(texts.get(i), style(picture.loops().get(i - 1))));
        return lines;
    }

    private static void addTo(Columns columns, Json loop) {
        long nanos = loop.number("nanos");
        columns.add(
                loop.text("name"),
                Amounts.rate(loop.number("turns"), nanos),
                Amounts.rate(loop.number("steps"), nanos),
                Amounts.ofNanos(loop.number("stepP50Nanos")),
                Amounts.ofNanos(loop.number("stepP99Nanos")),
                Amounts.share(loop.number("busyNanos"), nanos),
                Amounts.share(loop.number("pollNanos"), nanos),
                Amounts.count(loop.number("readyDepth")),
                Amounts.count(loop.number("timers")),
                Amounts.count(loop.number("openSockets")),
                Amounts.count(loop.number("tasks")),
                loop.text("backend"));
    }

    private static Line.Style style(Json loop) {
        if (loop.number("stepNanos") >= Picture.LONG_STEP) return Line.Style.ALARM;
        boolean isFull = Amounts.percent(loop.number("busyNanos"), loop.number("nanos")) >= FULL;
        boolean isSlow = loop.number("stepP99Nanos") >= SLOW_STEP;
        return isFull || isSlow ? Line.Style.WARNING : Line.Style.PLAIN;
    }
}
