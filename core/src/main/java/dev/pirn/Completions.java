package dev.pirn;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Futures in the order in which they are done. Iterating again goes on where it was left. */
final class Completions<F extends Future<?>> implements Iterator<F> {

    private final ArrayDeque<F> done = new ArrayDeque<>();
    private final Parker waiting = new Parker();
    private final long deadline;
    private int left;

    Completions(Collection<? extends F> futures, long deadline) {
        this.deadline = deadline;
        this.left = futures.size();
        RunLoop loop = RunLoop.required();
        for (F future : futures) {
            future.onDone(ended -> {
                if (loop.onLoop()) add(future);
                else loop.submitOrDrop(new Callback(loop, () -> add(future), Context.EMPTY)); // it is another loop's
            });
        }
    }

    private void add(F future) {
        done.add(future);
        waiting.unpark();
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public F next() {
        if (left == 0) throw new NoSuchElementException("all futures were returned");
        Async.checkpoint();
        CancelScope limit = CancelScope.ofDeadline(deadline);
        limit.run(() -> {
            while (done.isEmpty()) waiting.park(() -> true);
        });
        if (done.isEmpty())
            throw new TimedOutException("asCompleted: " + left + " of the futures are not done in time");
        left--;
        return done.remove();
    }
}
