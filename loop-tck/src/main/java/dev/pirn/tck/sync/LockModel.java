package dev.pirn.tck.sync;

import dev.pirn.Cancelled;
import dev.pirn.sync.Event;
import dev.pirn.sync.Lock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A lock. A task that holds the lock waits for an event of its own until the run lets it release. */
final class LockModel extends Model {

    private final Lock real = new Lock();
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private @Nullable Attempt owner;
    private @Nullable Event go;

    @Override
    void act() {
        if (go != null && chance(50)) go.set();
        else attempt(null, this::begins, this::holdForAWhile);
    }

    private void begins(Attempt attempt) {
        if (owner == null) owns(attempt);
        else await(waiting, attempt);
    }

    private void owns(Attempt attempt) {
        owner = attempt;
    }

    private Object holdForAWhile() {
        real.acquire();
        Attempt me = owner;
        if (me == null || me.task() != real.owner()) throw new AssertionError("it was the turn of " + me);
        go = new Event();
        try {
            go.await();
            me.mustEnd(DONE);
            return DONE;
        } catch (Cancelled c) {
            me.mustEnd(CANCELLED);
            throw c;
        } finally {
            go = null;
            owner = null;
            if (!waiting.isEmpty()) owns(next(waiting));
            real.release();
        }
    }

    @Override
    void compare() {
        requireEqual(owner != null, real.isLocked(), "locked");
        requireEqual(waiting.size(), real.waiting(), "the number of waiters");
    }
}
