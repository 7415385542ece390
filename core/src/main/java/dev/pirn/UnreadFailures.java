package dev.pirn;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Wait: failures that were not read. One is reported when its future became unreachable, and at the latest when the
 * run ends: no failure goes unnoticed because the task was not awaited. Costs nothing where nothing fails.
 *
 * <p>Tracking is possible from any thread; reporting is the loop's.
 */
final class UnreadFailures {

    private final RunLoop loop;
    private final ReferenceQueue<FutureCore<?>> unreachable = new ReferenceQueue<>();
    private final Set<Tracked> tracked = ConcurrentHashMap.newKeySet();

    UnreadFailures(RunLoop loop) {
        this.loop = loop;
    }

    private final AtomicLong count = new AtomicLong();

    static final class Tracked extends PhantomReference<FutureCore<?>> {
        final long number;
        final FutureCore.Failure failure;
        final String source;

        private Tracked(FutureCore<?> future, FutureCore.Failure failure, UnreadFailures all) {
            super(future, all.unreachable);
            this.number = all.count.incrementAndGet();
            this.failure = failure;
            this.source = future instanceof TaskCore<?> task ? "task " + task.name() : "promise";
        }
    }

    void track(FutureCore<?> future, FutureCore.Failure failure) {
        if (failure.read) return;
        Tracked entry = new Tracked(future, failure, this);
        failure.tracked = entry;
        tracked.add(entry);
        if (failure.read) forget(failure); // by another thread, which may have come before the entry
    }

    /** It was read: nothing shall keep it any longer than its future does. */
    void forget(FutureCore.Failure failure) {
        Tracked entry = failure.tracked;
        if (entry == null) return;
        failure.tracked = null;
        tracked.remove(entry);
    }

    boolean isTracking() {
        return !tracked.isEmpty();
    }

    /** Reports the failures whose futures are no longer reachable. */
    void reportUnreachable() {
        List<Tracked> found = new ArrayList<>();
        for (Reference<?> gone; (gone = unreachable.poll()) != null; ) if (gone instanceof Tracked t) found.add(t);
        reportInOrder(found);
    }

    /** Reports all that is unread: the run ends. */
    void reportAll() {
        reportInOrder(new ArrayList<>(tracked));
    }

    /** In the order in which they happened; neither the set nor the garbage collector has one. */
    private void reportInOrder(List<Tracked> found) {
        found.sort(Comparator.comparingLong(t -> t.number));
        for (Tracked t : found) if (tracked.remove(t)) reportIfUnread(t);
    }

    private void reportIfUnread(Tracked t) {
        if (!t.failure.read) loop.report("a failure was never read", t.failure.cause, t.source);
    }
}
