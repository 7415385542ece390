package dev.pirn;

import dev.pirn.observe.LoopInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Observe: reads a loop's tasks for a dump. A running loop does it itself, a slice a turn, so that many tasks do not
 * hold it; one that no thread runs or that does not answer is read from outside.
 */
final class SnapshotRequest extends Ready {

    /** A slice ends after so many tasks. */
    static final int SLICE_TASKS = 1000;

    /** A slice ends after so long, which is looked at every so many tasks. */
    private static final long SLICE_NANOS = 500_000;

    private static final int TASKS_A_LOOK = 64;

    private static final long LOOK_NANOS = 10_000_000;

    /** From outside a list may seem longer than it is: its links may lead anywhere. */
    private static final int STRAY_TASKS = 1000;

    private final RunLoop loop;

    /** The tasks to read; null for all. */
    private final @Nullable List<TaskCore<?>> chosen;

    private final Thread asker = Thread.currentThread();

    // of the loop, and of the asker when it has seen the result
    private final List<TaskSnapshot> tasks = new ArrayList<>();
    private LiveTasks.@Nullable Cursor cursor;
    private int next;
    private LoopSnapshot.@Nullable Counts counts;

    private volatile @Nullable LoopSnapshot result;
    private volatile int slices;
    private volatile boolean abandoned;

    SnapshotRequest(RunLoop loop, @Nullable List<TaskCore<?>> chosen) {
        this.loop = loop;
        this.chosen = chosen;
    }

    /** Has a running loop read itself; at once if the caller is on it. */
    void begin() {
        if (loop.onLoop()) readAtOnce();
        else if (loop.isRunning()) loop.submitOrDrop(this);
    }

    /** Waits for the result; a loop that takes longer for a slice is read from outside. */
    LoopSnapshot await(long patienceNanos) {
        int seenSlices = slices;
        long since = Clock.system().nanoTime();
        while (true) {
            LoopSnapshot found = result;
            if (found != null) return found;
            if (!loop.isRunning()) return readOutside(LoopInfo.State.STOPPED);
            long now = Clock.system().nanoTime();
            if (slices != seenSlices) {
                seenSlices = slices;
                since = now;
            }
            if (now - since > patienceNanos) return readOutside(LoopInfo.State.STALLED);
            LockSupport.parkNanos(this, Math.min(LOOK_NANOS, patienceNanos));
        }
    }

    // on the loop

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop writes it
    void step() {
        if (abandoned) {
            forget();
            return;
        }
        if (counts == null) start();
        boolean more = readSlice();
        slices++;
        if (more) loop.ready(this);
        else finish();
    }

    private void start() {
        counts = loop.counts();
        if (chosen == null) cursor = loop.live().cursor();
    }

    private @Nullable TaskCore<?> nextTask() {
        if (cursor != null) return cursor.next();
        return chosen == null || next == chosen.size() ? null : chosen.get(next++);
    }

    private void forget() {
        if (cursor != null) loop.live().forget(cursor);
    }

    private boolean readSlice() {
        long end = Clock.system().nanoTime() + SLICE_NANOS;
        for (int count = 1; count <= SLICE_TASKS; count++) {
            TaskCore<?> task = nextTask();
            if (task == null) return false;
            look(task, tasks);
            if (count % TASKS_A_LOOK == 0 && Clock.system().nanoTime() - end > 0) return true;
        }
        return true;
    }

    private void finish() {
        forget();
        result = seen(LoopInfo.State.TURNING, counts == null ? loop.counts() : counts, tasks);
        LockSupport.unpark(asker);
    }

    private LoopSnapshot seen(LoopInfo.State state, LoopSnapshot.Counts figures, List<TaskSnapshot> found) {
        return new LoopSnapshot(loop, state, figures, loop.thread, loop.current, found);
    }

    private void readAtOnce() {
        start();
        for (TaskCore<?> task; (task = nextTask()) != null; ) look(task, tasks);
        finish();
    }

    private static void look(TaskCore<?> task, List<TaskSnapshot> found) {
        TaskSnapshot seen = task.look();
        if (seen != null) found.add(seen);
    }

    // from outside

    /** What is read here may change meanwhile and be inconsistent; it is only looked at, and there is an end to it. */
    private LoopSnapshot readOutside(LoopInfo.State state) {
        abandoned = true;
        List<TaskSnapshot> found = new ArrayList<>();
        if (chosen != null) chosen.forEach(task -> lookOutside(task, found));
        else lookAllOutside(found);
        return seen(state, loop.counts(), found);
    }

    private void lookAllOutside(List<TaskSnapshot> found) {
        int left = loop.live().count() + STRAY_TASKS;
        for (TaskCore<?> task = loop.live().first(); task != null && left > 0; task = task.nextTask, left--)
            lookOutside(task, found);
    }

    private static void lookOutside(TaskCore<?> task, List<TaskSnapshot> found) {
        try {
            look(task, found);
        } catch (RuntimeException e) {
            // it changed while it was looked at: it is left out
        }
    }
}
