package dev.pirn.tck;

import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.Task;
import dev.pirn.spi.IoDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Looks at a driver when its loop closes it: whatever is open or pending then was leaked. */
final class WatchedDriver extends ForwardingDriver {

    /** A cancelled operation of a completion driver takes a poll or two to end. */
    private static final int POLLS_TO_SETTLE = 100;

    private final List<String> leaks = new ArrayList<>();
    private final List<Task<?>> aliveAtClose = new ArrayList<>();
    private volatile @Nullable Loop loop;
    private volatile boolean closed;

    WatchedDriver(IoDriver driver) {
        super(driver);
    }

    /** {@return what is left, in words; empty if nothing is} */
    List<String> leaks() {
        if (!closed) {
            return List.of("a runner that was not closed" + (loop == null ? " (nor ever run)" : ""));
        }
        List<String> all = new ArrayList<>(leaks);
        for (Task<?> task : aliveAtClose) {
            if (!hasEndedByItself(task)) {
                all.add("live task " + task.name());
            }
        }
        return all;
    }

    /** A task blocked in foreign code ends after its loop; the others were ended by the close. */
    private static boolean hasEndedByItself(Task<?> task) {
        if (!task.isDone()) {
            return false;
        }
        try {
            task.get();
            return true;
        } catch (CancellationException e) {
            return !(e.getCause() instanceof LoopClosedException);
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void countLeaks() {
        Loop closing = loop;
        if (closing != null) {
            aliveAtClose.addAll(closing.tasks());
        }
        count(driver.openCount(), "open sockets");
        count(driver.pendingCount(), "pending operations");
        count(closing == null ? 0 : closing.timerCount(), "timers");
    }

    private void count(int left, String what) {
        if (left != 0) {
            leaks.add(left + " " + what);
        }
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        if (loop == null) {
            loop = Loop.currentOrNull();
        }
        return driver.poll(timeoutNanos);
    }

    @Override
    public void close() {
        if (!closed) {
            settle();
            countLeaks();
            closed = true;
        }
        driver.close();
    }

    private void settle() {
        try {
            for (int i = 0; i < POLLS_TO_SETTLE && driver.openCount() == 0 && driver.pendingCount() != 0; i++) {
                driver.poll(1_000_000);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
