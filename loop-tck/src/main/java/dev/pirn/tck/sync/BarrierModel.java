package dev.pirn.tck.sync;

import dev.pirn.sync.Barrier;
import java.util.ArrayDeque;
import java.util.Deque;

/** A barrier, which breaks now and then. */
final class BarrierModel extends Model {

    private static final int PARTIES = 4;
    private final Barrier real = new Barrier(PARTIES);
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private boolean broken;

    @Override
    void act() {
        if (chance(5)) breakIt(true);
        else if (chance(10)) breakIt(false);
        else attempt(null, this::begins, real::await);
    }

    private void begins(Attempt attempt) {
        if (broken) {
            attempt.mustEnd(BROKEN);
            return;
        }
        await(waiting, attempt);
        if (waiting.size() < PARTIES) return;
        for (int index = 0; index < PARTIES; index++) next(waiting).mustEnd(index);
    }

    private void breakIt(boolean forLong) {
        note(forLong ? "abort" : "reset");
        broken = forLong;
        all(waiting, BROKEN);
        if (forLong) real.abort();
        else real.reset();
    }

    @Override
    void compare() {
        requireEqual(broken, real.isBroken(), "broken");
        requireEqual(waiting.size(), real.waiting(), "the number of waiters");
    }
}
