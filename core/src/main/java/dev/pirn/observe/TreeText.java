package dev.pirn.observe;

import dev.pirn.observe.Forest.Node;
import dev.pirn.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a dump as a page for people; the form is described at {@link Dump#text}. */
final class TreeText {

    /** So many siblings that look the same are all shown. */
    private static final int ALIKE = 3;

    /** So many siblings that look different are shown. */
    private static final int DIFFERENT = 50;

    private static final int DEPTH = 40;
    private static final int FRAMES = 20;
    private static final int NAMES = 3;

    private final Dump dump;
    private final Forest forest;
    private final StringBuilder out = new StringBuilder(1024);

    TreeText(Dump dump) {
        this.dump = dump;
        this.forest = new Forest(dump);
    }

    String page() {
        int tasks = dump.loops().stream().mapToInt(loop -> loop.tasks().size()).sum();
        line("process " + dump.pid() + ", " + count(dump.loops().size(), "loop") + ", " + count(tasks, "task") + ", "
                + dump.taken());
        dump.cycles().forEach(this::ring);
        dump.loops().forEach(this::loop);
        return out.toString();
    }

    // rings

    private void ring(List<Long> ring) {
        line("");
        line(
                ring.size() == 1
                        ? "DEADLOCK: a task waits for itself"
                        : "DEADLOCK: " + ring.size() + " tasks wait for each other and for nothing else");
        for (int i = 0; i < ring.size(); i++) {
            Node from = forest.node(ring.get(i));
            Node to = forest.node(ring.get((i + 1) % ring.size()));
            if (from != null && to != null) link(from, to);
        }
    }

    private void link(Node from, Node to) {
        WaitInfo wait = from.task.waitsFor();
        String what = wait == null ? "" : thing(wait);
        String name = to.task.name();
        String on = what.contains(name) ? "" : ", and so for " + named(to.task);
        line("  " + named(from.task) + " waits for " + what + on + elsewhere(from, to));
    }

    private static String elsewhere(Node from, Node to) {
        return from.loop == to.loop ? "" : " (of loop " + to.loop.id() + ")";
    }

    // loops

    private void loop(LoopInfo loop) {
        line("");
        line("loop " + loop.id() + " \"" + loop.name() + "\" (" + loop.backend() + ", coroutines: " + loop.coroutines()
                + "): " + state(loop) + ", " + count(loop.turns(), "turn") + ", " + number(loop.ready()) + " ready, "
                + count(loop.timers(), "timer") + ", " + number(loop.pendingIo()) + " pending I/O, "
                + count(loop.tasks().size(), "task"));
        stack("  ", loop.stack());
        siblings("", forest.roots(loop), 0);
    }

    private static String state(LoopInfo loop) {
        return switch (loop.state()) {
            case TURNING -> "turning";
            case STALLED -> "STALLED in " + loop.thread() + ", read from outside";
            case STOPPED -> "stopped, read from outside";
        };
    }

    // the tree

    private void siblings(String prefix, List<Node> nodes, int depth) {
        if (nodes.isEmpty()) return;
        if (depth == DEPTH) {
            line(prefix + "└─ … "
                    + count(nodes.stream().mapToInt(node -> node.size).sum(), "task") + " deeper");
            return;
        }
        List<Entry> entries = entries(nodes);
        for (int i = 0; i < entries.size(); i++) {
            boolean isLast = i == entries.size() - 1;
            entry(prefix + (isLast ? "└─ " : "├─ "), prefix + (isLast ? "   " : "│  "), entries.get(i), depth);
        }
    }

    /** A line among siblings: a task, or the number of those that are not shown. */
    private record Entry(@Nullable Node node, String instead) {}

    private static List<Entry> entries(List<Node> nodes) {
        Map<Integer, List<Node>> alike = new LinkedHashMap<>();
        for (Node node : nodes)
            alike.computeIfAbsent(node.shape, _ -> new ArrayList<>()).add(node);
        List<Entry> entries = new ArrayList<>();
        int left = nodes.size();
        for (List<Node> same : alike.values()) {
            if (entries.size() >= DIFFERENT) break;
            left -= same.size();
            int shown = same.size() <= ALIKE ? same.size() : 1;
            for (Node node : same.subList(0, shown)) entries.add(new Entry(node, ""));
            if (shown < same.size()) entries.add(new Entry(null, rest(same)));
        }
        if (left > 0) entries.add(new Entry(null, "… and " + number(left) + " others"));
        return entries;
    }

    private static String rest(List<Node> same) {
        Node first = same.getFirst();
        int more = same.size() - 1;
        String below = first.size == 1 ? "" : ", each with what is below it";
        WaitInfo wait = first.task.waitsFor();
        String doing = wait == null ? state(first.task) : "waiting for " + wait.kind();
        return "… and " + number(more) + " more like it: " + doing + below;
    }

    private void entry(String head, String prefix, Entry entry, int depth) {
        Node node = entry.node;
        if (node == null) {
            line(head + entry.instead);
            return;
        }
        line(head + describe(node));
        if (!node.task.locals().isEmpty()) line(prefix + "  " + node.task.locals());
        stack(prefix + (node.children.isEmpty() ? "     " : "│    "), node.task.stack());
        siblings(prefix, node.children, depth + 1);
    }

    private String describe(Node node) {
        TaskInfo task = node.task;
        return named(task) + (forest.isStuck(node) ? " DEADLOCK" : "") + ": " + doing(task)
                + (task.isCancelling() ? ", cancelled" : "") + ", age " + Spans.words(task.ageMillis())
                + awaitedBy(node);
    }

    private static String doing(TaskInfo task) {
        String since = Spans.words(task.stateMillis());
        WaitInfo wait = task.waitsFor();
        return switch (task.state()) {
            case WAITING -> "waits " + since + " for " + (wait == null ? "something" : thing(wait));
            case FOREIGN -> "blocked " + since + " in " + (wait == null ? "foreign code" : wait.what());
            case READY, RUNNING -> state(task) + " for " + since;
        };
    }

    private static String state(TaskInfo task) {
        return task.state().name().toLowerCase(Locale.ROOT);
    }

    /** Where the thing does not name its kind, that is put before it. */
    private static String thing(WaitInfo wait) {
        return wait.what().contains(wait.kind()) ? wait.what() : wait.kind() + ": " + wait.what();
    }

    private static String awaitedBy(Node node) {
        List<Node> others = node.awaiters.stream()
                .filter(waiter -> waiter != node.parent)
                .limit(NAMES + 1L)
                .toList();
        if (others.isEmpty()) return "";
        int all = node.awaiters.size() - (node.awaiters.contains(node.parent) ? 1 : 0);
        String names = others.stream()
                .limit(NAMES)
                .map(waiter -> named(waiter.task) + elsewhere(node, waiter))
                .collect(Collectors.joining(", "));
        return "; awaited by " + names + (all > NAMES ? " and " + number(all - NAMES) + " more" : "");
    }

    /** A default name contains the number already. */
    private static String named(TaskInfo task) {
        return task.name().equals("task-" + task.id()) || task.id() < 0 ? task.name() : task.name() + " #" + task.id();
    }

    // words

    private void stack(String prefix, List<StackTraceElement> stack) {
        stack.stream().limit(FRAMES).forEach(frame -> line(prefix + "at " + frame));
        if (stack.size() > FRAMES) line(prefix + "… " + count(stack.size() - FRAMES, "frame") + " more");
    }

    private void line(String text) {
        out.append(Printable.line(text)).append('\n');
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String count(long value, String what) {
        return number(value) + " " + what + (value == 1 ? "" : "s");
    }
}
