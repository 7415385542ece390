package dev.pirn.bench;

import dev.pirn.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables of a report as Markdown, for the documentation. */
final class Markdown {

    /** Where the tables stand in a page: between these two lines, and nothing else does. */
    static final String BEGIN = "<!-- figures: what 'pirn bench report --markdown' prints -->";

    static final String END = "<!-- end of figures -->";

    private static final List<String> ABOUT =
            List.of("time", "commit", "processor", "cores", "memory", "system", "java");

    /** Who stands first; the others follow by name. */
    private static final List<String> ORDER = List.of(
            "pirn-epoll",
            "pirn-io_uring",
            "pirn-nio",
            "pirn-no-loop",
            "pirn-epoll-baton",
            "netty-epoll",
            "jdk-scheduled",
            "jdk-vthreads-1",
            "jdk-vthreads",
            "kotlin",
            "jox",
            "jdk-continuation",
            "go",
            "tokio",
            "greenlet",
            "uvloop",
            "asyncio");

    /** Tables of operations, whose columns are those who can do any of them. */
    private static final Map<String, List<String>> GROUPS = groups();

    private final Report report;
    private final List<String> lines = new ArrayList<>();

    private Markdown(Report report) {
        this.report = report;
    }

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put(
                "Coroutines",
                List.of(
                        "switch",
                        "spawn_await",
                        "gather_1000_per_task",
                        "scope_enter_exit",
                        "timeout_not_reached",
                        "generator_next",
                        "greenlet_switch",
                        "sleeper_memory",
                        "left_after_burst"));
        groups.put(
                "Between coroutines",
                List.of(
                        "queue_1_handoff",
                        "rendezvous",
                        "queue_put_get",
                        "lock",
                        "semaphore",
                        "complete_across_loops"));
        groups.put(
                "Callbacks and timers",
                List.of(
                        "call_soon",
                        "call_soon_threadsafe",
                        "call_soon_threadsafe_producer",
                        "call_soon_2_threads",
                        "call_soon_4_threads",
                        "timer_schedule_cancel",
                        "timer_fire",
                        "timer_among_100",
                        "timer_among_1000000"));
        return groups;
    }

    /** {@return all tables for which there are figures} */
    static List<String> of(Report report) {
        Markdown markdown = new Markdown(report);
        markdown.about();
        markdown.section("Asked and measured", BudgetsText.table(report));
        GROUPS.forEach(markdown::operations);
        markdown.allocations();
        markdown.section("Echo servers", EchoTable.table(report.figures()));
        markdown.section("What watching costs", WatchTable.of(report.figures()));
        markdown.section("Looks at very many tasks", ManyTasksTable.of(report.figures()));
        markdown.section("How costs grow", curves(report.figures()));
        return markdown.lines;
    }

    /** Puts the tables where a page has its place for them. */
    static void into(Path page, Report report) {
        try {
            Files.writeString(page, replaced(Files.readString(page), report, page));
        } catch (IOException e) {
            throw new UserException("cannot write the figures into " + page + ": " + e, e);
        }
    }

    private static String replaced(String text, Report report, Path page) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END, Math.max(begin, 0));
        if (begin < 0 || end < 0)
            throw new UserException(
                    page + " has no place for figures: a line \"" + BEGIN + "\", and later one \"" + END + "\"");
        return text.substring(0, begin + BEGIN.length()) + "\n\n" + String.join("\n", of(report)) + "\n"
                + text.substring(end);
    }

    private void about() {
        List<String> known = ABOUT.stream()
                .filter(report.about()::containsKey)
                .map(name -> name + ": " + report.about().get(name))
                .toList();
        if (known.isEmpty()) return;
        lines.add("*" + String.join("; ", known) + ".*");
        lines.add("");
    }

    private void section(String title, TextTable table) {
        if (table.isEmpty()) return;
        lines.add("### " + title);
        lines.add("");
        lines.addAll(table.markdown());
        lines.add("");
    }

    private void operations(String title, List<String> names) {
        table(
                title,
                names,
                report.figures().stream()
                        .filter(figure -> figure.suite().equals(Catalogue.SUITE) && names.contains(figure.name()))
                        .toList());
    }

    private void allocations() {
        List<Figure> allocated = report.figures().stream()
                .filter(figure -> figure.suite().equals(Catalogue.SUITE)
                        && figure.name().endsWith("_alloc")
                        && !figure.subject().endsWith("-baton"))
                .toList();
        List<String> names = allocated.stream().map(Figure::name).distinct().toList();
        table("Heap that one operation allocates", names, allocated);
    }

    /** A row for each name, a column for each subject. */
    private void table(String title, List<String> names, List<Figure> figures) {
        List<String> subjects = figures.stream()
                .map(Figure::subject)
                .distinct()
                .sorted(Comparator.comparingInt(Markdown::place).thenComparing(Comparator.naturalOrder()))
                .toList();
        List<String> head = new ArrayList<>(List.of(""));
        head.addAll(subjects);
        TextTable table = new TextTable(head.toArray(String[]::new));
        for (String name : names) {
            List<String> row = new ArrayList<>();
            subjects.forEach(subject -> row.add(text(figures, name, subject)));
            if (row.stream().allMatch(String::isEmpty)) continue;
            row.addFirst(name + unit(figures, name));
            table.add(row);
        }
        section(title, table);
    }

    private static int place(String subject) {
        int place = ORDER.indexOf(subject);
        return place < 0 ? ORDER.size() : place;
    }

    private static String unit(List<Figure> figures, String name) {
        return figures.stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .map(figure -> ", " + figure.unit())
                .orElse("");
    }

    private static String text(List<Figure> figures, String name, String subject) {
        Optional<Figure> found = figures.stream()
                .filter(figure -> figure.name().equals(name) && figure.subject().equals(subject))
                .findFirst();
        return found.map(figure -> TextTable.number(figure.median())).orElse("");
    }

    /** {@return every curve with its points and its exponent} */
    private static TextTable curves(List<Figure> figures) {
        TextTable table = new TextTable("", "of", "unit", "at each size", "exponent");
        for (List<Figure> curve : GrowthSuite.curves(figures)) {
            List<String> points = curve.stream()
                    .map(figure -> TextTable.number(figure.median()) + " at " + TextTable.size(figure.at()))
                    .toList();
            table.add(List.of(
                    curve.getFirst().subject(),
                    curve.getFirst().name(),
                    curve.getFirst().unit(),
                    String.join("; ", points),
                    GrowthSuite.exponent(curve)));
        }
        return table;
    }
}
