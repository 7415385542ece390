package dev.pirn.cli.progress;

import dev.pirn.cli.Units;
import dev.pirn.cli.download.Download;
import dev.pirn.cli.download.DownloadListener;
import dev.pirn.cli.download.Outcome;
import dev.pirn.text.Printable;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows downloads on a terminal: one bar for all of them, and one for each when they are few. Closing wipes the bars,
 * so that only what is printed afterwards stays.
 */
public final class Bars implements DownloadListener {

    private static final int FEW = 8;
    private static final int REFRESH_MILLIS = 100;
    private static final int MAX_NAME_WIDTH = 24;

    private final BarLines lines;
    private final ProgressBarStyle style;
    private final int nameWidth;
    private final Map<Download, ProgressBar> single; // unmodifiable: read on any thread
    private final ProgressBar all;
    private final LongSupplier nanoTime;
    private final long start;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong nextRate = new AtomicLong(Long.MIN_VALUE);

    /**
     * Draws the bars.
     *
     * @param terminal where; must understand cursor movements
     * @param columns how wide it is
     * @param title what is downloaded, in a word or two
     * @param downloads what will be downloaded
     * @param total how many ends there will be, at least the number of downloads
     * @param nanoTime a clock, callable from any thread
     */
    public Bars(
            PrintStream terminal,
            int columns,
            String title,
            List<Download> downloads,
            int total,
            LongSupplier nanoTime) {
        this.lines = new BarLines(terminal, columns);
        this.style = styleOf(terminal);
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        List<Download> shown = downloads.size() <= FEW ? downloads : List.of();
        this.nameWidth = shown.stream()
                .mapToInt(download -> download.name().length())
                .max()
                .orElse(0);
        this.single = barsOf(shown);
        this.all = bar(title).setInitialMax(total).setUnit(" files", 1).build();
    }

    private static ProgressBarStyle styleOf(PrintStream terminal) {
        boolean isUnicode = terminal.charset().newEncoder().canEncode('█');
        return isUnicode ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII;
    }

    private Map<Download, ProgressBar> barsOf(List<Download> downloads) {
        Map<Download, ProgressBar> bars = new HashMap<>();
        for (Download download : downloads)
            bars.put(
                    download,
                    bar(download.name()).setInitialMax(-1).setUnit(" kB", 1000).build());
        return Map.copyOf(bars);
    }

    private String inWidth(String name) {
        int width = Math.min(nameWidth, MAX_NAME_WIDTH);
        String cut = name.length() <= MAX_NAME_WIDTH ? name : name.substring(0, MAX_NAME_WIDTH - 1) + "…";
        return cut + " ".repeat(Math.max(0, width - cut.length()));
    }

    private ProgressBarBuilder bar(String name) {
        return new ProgressBarBuilder()
                .setTaskName(inWidth(name))
                .setConsumer(lines.add())
                .setStyle(style)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .hideEta();
    }

    @Override
    public void started(Download download) {
        ProgressBar bar = single.get(download);
        if (bar != null) bar.stepTo(0).setExtraMessage("");
    }

    @Override
    public void expects(Download download, long length) {
        ProgressBar bar = single.get(download);
        if (bar != null) bar.maxHint(length);
    }

    @Override
    public void received(Download download, long count) {
        ProgressBar bar = single.get(download);
        if (bar != null) bar.stepBy(count);
        showRate(bytes.addAndGet(count));
    }

    /** Bytes come far more often than anybody can read. */
    private void showRate(long sum) {
        long now = nanoTime.getAsLong() - start;
        long due = nextRate.get();
        if (now < due || !nextRate.compareAndSet(due, now + REFRESH_MILLIS * 1_000_000L)) return;
        all.setExtraMessage(Units.bytes(sum) + ", " + Units.rate(sum, Duration.ofNanos(now)));
    }

    @Override
    public void retrying(Download download, String reason, Duration pause) {
        ProgressBar bar = single.get(download);
        if (bar != null) bar.setExtraMessage("again: " + Printable.line(reason));
    }

    @Override
    public void finished(Outcome outcome) {
        all.step();
    }

    @Override
    public void close() {
        single.values().forEach(ProgressBar::close);
        all.close();
        lines.close();
    }
}
