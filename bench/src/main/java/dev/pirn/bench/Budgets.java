package dev.pirn.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What Pirn is built to cost, beside what it does. Asked for in benchmarks, never in timed tests. */
final class Budgets {

    private static final String FAVOURITE = "epoll";
    private static final double ALWAYS_ON = 0.02;
    private static final int PERCENT = 100;

    /**
     * A budget and what became of it.
     *
     * @param work what is done
     * @param asked what it may cost, in words
     * @param measured what it costs, in words
     * @param peer the best peer's name and figure; empty if none did the same
     * @param isMet whether it costs no more than it may
     */
    record Row(String work, String asked, String measured, String peer, boolean isMet) {}

    private final Report report;
    private final List<Row> rows = new ArrayList<>();

    private Budgets(Report report) {
        this.report = report;
    }

    /** {@return the budgets for which the report has a figure} */
    static List<Row> of(Report report) {
        Budgets budgets = new Budgets(report);
        budgets.most("await switch, same loop", "switch", 160);
        budgets.most("spawn and await a task", "spawn_await", 275);
        budgets.most("gather of 1000, each", "gather_1000_per_task", 250);
        budgets.most("callSoon on the loop", "call_soon", 20);
        budgets.noMoreThan("submit from another thread", "call_soon_threadsafe", "netty-" + FAVOURITE);
        budgets.most("timer, schedule and cancel", "timer_schedule_cancel", 80);
        budgets.most("queue of one, hand-off", "queue_1_handoff", 280);
        budgets.most("memory of a sleeping task", "sleeper_memory", 800);
        budgets.echo("pirn-epoll-protocol", "c-epoll", 0.97, 0.20);
        budgets.echo("pirn-io_uring-protocol", "c-epoll", 1.05, Double.NaN);
        budgets.echo("pirn-epoll-streams", "netty-epoll", 1.0, 0.45);
        for (String style : List.of("streams", "protocol")) budgets.alwaysOn(style);
        for (ManyTasksLook.Look how : ManyTasksLook.Look.values()) budgets.look(how);
        return budgets.rows;
    }

    /** What is on unless it is turned off may take so much of an echo server's rate. */
    private void alwaysOn(String style) {
        String name = style + WatchedEcho.RATE + WatchSuite.RATIO;
        WatchTable.find(report.figures(), Watching.DEFAULT, name)
                .ifPresent(figure -> rows.add(alwaysOn(style, figure)));
    }

    /** A machine on which the error is larger than what is asked about has not shown that it is met. */
    private static Row alwaysOn(String style, Figure figure) {
        double cost = 1 - figure.median();
        double error = Statistics.errorOfMedian(figure.rounds());
        boolean isRough = error > ALWAYS_ON;
        String measured = String.format(Locale.ROOT, "%.1f ± %.1f %%", cost * PERCENT, error * PERCENT);
        return new Row(
                "always-on watching, " + style,
                "≤ 2 % of the rate",
                measured + (isRough ? ", too rough to judge" : ""),
                "",
                !isRough && cost <= ALWAYS_ON);
    }

    /** The longest of all looks counts. */
    private void look(ManyTasksLook.Look how) {
        for (Figure took : ManyTasksTable.all(report.figures(), how, ManyTasksLook.SECONDS))
            longest(how.words() + " of " + TextTable.size(took.at()) + " tasks", took, 2);
        for (Figure held : ManyTasksTable.all(report.figures(), how, ManyTasksLook.HELD))
            longest("the loop held by " + how.words() + ", but for GC", held, 5);
    }

    private void longest(String work, Figure figure, double limit) {
        String asked = "≤ " + Math.round(limit) + " " + figure.unit();
        rows.add(new Row(work, asked, text(figure.most(), figure.unit()), "", figure.most() <= limit));
    }

    private void most(String work, String name, double limit) {
        ours(Catalogue.SUITE, name)
                .ifPresent(figure -> rows.add(new Row(
                        work,
                        "≤ " + text(limit, figure.unit()),
                        text(figure.median(), figure.unit()),
                        bestPeer(Catalogue.SUITE, name),
                        figure.median() <= limit)));
    }

    private void noMoreThan(String work, String name, String peer) {
        Optional<Figure> theirs = find(Catalogue.SUITE, peer, name);
        ours(Catalogue.SUITE, name)
                .ifPresent(figure -> theirs.ifPresent(limit -> rows.add(new Row(
                        work,
                        "≤ " + peer,
                        text(figure.median(), figure.unit()),
                        bestPeer(Catalogue.SUITE, name),
                        figure.median() <= limit.median()))));
    }

    private void echo(String subject, String reference, double ratio, double userMicros) {
        Optional<Figure> ours = find(EchoMeasurement.SUITE, subject, "rate");
        Optional<Figure> theirs = find(EchoMeasurement.SUITE, reference, "rate");
        if (ours.isPresent() && theirs.isPresent()) {
            double measured = withinRounds(ours.get(), theirs.get());
            rows.add(new Row(
                    "echo, " + subject,
                    String.format(Locale.ROOT, "≥ %.2f × %s", ratio, reference),
                    String.format(Locale.ROOT, "%.2f ×", measured),
                    fastestPeer(theirs.get()),
                    measured >= ratio));
        }
        if (Double.isNaN(userMicros)) return;
        find(EchoMeasurement.SUITE, subject, "user")
                .ifPresent(figure -> rows.add(new Row(
                        "user time of an echo, " + subject,
                        String.format(Locale.ROOT, "≤ %.2f us", userMicros),
                        text(figure.median(), "us"),
                        bestPeer(EchoMeasurement.SUITE, "user"),
                        figure.median() <= userMicros)));
    }

    /** The median of the ratios of each round, where both took part in all of them. */
    private static double withinRounds(Figure ours, Figure theirs) {
        if (ours.rounds().size() != theirs.rounds().size()) return ours.median() / theirs.median();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.rounds().size(); i++)
            ratios.add(ours.rounds().get(i) / theirs.rounds().get(i));
        return Statistics.median(ratios);
    }

    /** {@return Pirn's figure on the favourite backend where it has one, else the first} */
    private Optional<Figure> ours(String suite, String name) {
        return find(suite, "pirn-" + FAVOURITE, name)
                .or(() -> report.figures().stream()
                        .filter(figure ->
                                figure.suite().equals(suite) && figure.name().equals(name))
                        .filter(figure ->
                                figure.key().isOurs() && !figure.subject().endsWith("-baton"))
                        .findFirst());
    }

    private Optional<Figure> find(String suite, String subject, String name) {
        return new Figure.Key(suite, subject, name, 0).among(report.figures());
    }

    /** {@return the peer with the most echoes, as a ratio to the reference} */
    private String fastestPeer(Figure reference) {
        return report.figures().stream()
                .filter(figure -> figure.suite().equals(EchoMeasurement.SUITE)
                        && figure.name().equals("rate")
                        && !figure.key().isOurs())
                .map(figure -> new Peer(figure.subject(), withinRounds(figure, reference)))
                .max(Comparator.comparingDouble(Peer::ratio))
                .map(peer -> String.format(Locale.ROOT, "%s %.2f ×", peer.subject(), peer.ratio()))
                .orElse("");
    }

    private record Peer(String subject, double ratio) {}

    /** {@return the peer whose figure is the least; a bare continuation schedules nothing and is none} */
    private String bestPeer(String suite, String name) {
        return report.figures().stream()
                .filter(figure -> figure.suite().equals(suite) && figure.name().equals(name))
                .filter(figure -> !figure.key().isOurs() && !figure.subject().equals("jdk-continuation"))
                .filter(figure -> figure.median() > 0)
                .min(Comparator.comparingDouble(Figure::median))
                .map(figure -> figure.subject() + " " + text(figure.median(), figure.unit()))
                .orElse("");
    }

    private static String text(double value, String unit) {
        return TextTable.number(value) + " " + unit;
    }
}
