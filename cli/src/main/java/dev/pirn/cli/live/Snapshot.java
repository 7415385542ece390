package dev.pirn.cli.live;

import dev.pirn.cli.attach.Link;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code top} shows, for scripts and files: pictures one after another, each of the time since the one before. */
public final class Snapshot {

    /** As wide as it likes. */
    private static final int WIDTH = 1_000;

    private final Link jvm;
    private final Order order;
    private final String filter;
    private final int limit;
    private @Nullable Picture picture;

    /**
     * Begins to measure.
     *
     * @param jvm the JVM
     * @param order how tasks are ranked
     * @param filter only tasks whose names contain this; empty for all
     * @param limit so many tasks at most
     * @throws IOException if the JVM is gone
     */
    public Snapshot(Link jvm, Order order, String filter, int limit) throws IOException {
        this.jvm = jvm;
        this.order = order;
        this.filter = filter;
        this.limit = limit;
        Picture.take(jvm, order, filter, 0, Overview.NONE);
    }

    /**
     * Waits for some time and takes the picture of it.
     *
     * @param time how long
     * @return false if the thread was interrupted meanwhile
     * @throws IOException if the JVM is gone
     */
    public boolean await(Duration time) throws IOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        picture = Picture.take(jvm, order, filter, limit, Overview.take(jvm));
        return true;
    }

    private Picture taken() {
        if (picture == null) throw new IllegalStateException("no picture was taken");
        return picture;
    }

    /**
     * {@return the picture as JSON}
     *
     * @param isPretty whether it is indented; on one line else
     */
    public String json(boolean isPretty) {
        return isPretty ? taken().json().pretty() : taken().json().compact();
    }

    /**
     * {@return the picture as tables}
     *
     * @param title the process and what it runs
     */
    public List<String> lines(String title) {
        View view = View.first(order, filter);
        return new Screen(title, WIDTH, 0)
                .tables(taken(), view).stream()
                        .map(line -> line.render(WIDTH, false))
                        .toList();
    }
}
