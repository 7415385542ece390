package dev.pirn.cli.live;

import dev.pirn.cli.attach.Link;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks a JVM for pictures on a thread of its own, because an answer takes long if a loop is stuck, and keys must not.
 * The screen says what it wants and takes what there is.
 */
final class Asker implements Runnable {

    /** So many tasks are asked for: more than fit on any screen. */
    static final int MOST = 200;

    /** The whole tree is looked at no more often than costs a twentieth of the time. */
    private static final int OVERVIEW_SHARE = 20;

    private final Link jvm;
    private final Duration interval;

    private View wanted;
    private @Nullable Picture picture;
    private @Nullable Json task;
    private @Nullable IOException failure;
    private boolean hasNews;
    private boolean isPoked;

    private Overview overview = Overview.NONE;
    private long nextOverview = System.nanoTime();

    Asker(Link jvm, Duration interval, View wanted) {
        this.jvm = jvm;
        this.interval = interval;
        this.wanted = wanted;
    }

    @Override
    public void run() {
        try {
            Picture.take(jvm, wanted().order(), "", 0, overview); // begins to measure
            while (true) {
                await();
                ask(wanted());
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            // the screen is closed
        }
    }

    private void ask(View view) throws IOException {
        if (view.isPaused()) return;
        if (nextOverview <= System.nanoTime()) takeOverview();
        Picture taken = Picture.take(jvm, view.order(), view.filter(), MOST, overview);
        Long opened = view.opened();
        Json openedTask = opened == null ? null : Json.parse(jvm.ask("task " + opened));
        publish(taken, openedTask);
    }

    private void takeOverview() throws IOException {
        long before = System.nanoTime();
        overview = Overview.take(jvm);
        long took = System.nanoTime() - before;
        nextOverview = before + Math.max(interval.toNanos() / 2, took * OVERVIEW_SHARE);
    }

    private synchronized void await() throws InterruptedException {
        long end = System.nanoTime() + interval.toNanos();
        for (long left; !isPoked && (left = end - System.nanoTime()) > 0; ) wait(left / 1_000_000 + 1);
        isPoked = false;
    }

    private synchronized void publish(Picture taken, @Nullable Json openedTask) {
        picture = taken;
        task = openedTask;
        hasNews = true;
    }

    private synchronized void fail(IOException e) {
        failure = e;
        hasNews = true;
    }

    private synchronized View wanted() {
        return wanted;
    }

    // the screen

    /** Says what is wanted from now on; at once if it has to be asked for. */
    synchronized void want(View view) {
        boolean isOther = !view.order().equals(wanted.order()) || !view.filter().equals(wanted.filter());
        boolean opens = view.opened() != null && !view.opened().equals(wanted.opened());
        if (opens) task = null;
        isPoked |= isOther || opens;
        wanted = view;
        notifyAll();
    }

    /** {@return whether there is something that was not shown yet; once} */
    synchronized boolean takeNews() {
        boolean had = hasNews;
        hasNews = false;
        return had;
    }

    /** {@return the newest picture; null if none came yet} */
    synchronized @Nullable Picture picture() throws IOException {
        if (failure != null) throw failure;
        return picture;
    }

    synchronized @Nullable Json task() {
        return task;
    }
}
