package dev.pirn.tck.sync;

import dev.pirn.sync.Event;
import java.util.ArrayDeque;
import java.util.Deque;

/** An event: a flag, and who waits for it. */
final class EventModel extends Model {

    private final Event real = new Event();
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private boolean set;

    @Override
    void act() {
        if (chance(15)) set(true);
        else if (chance(30)) set(false);
        else attempt(null, this::begins, this::awaitIt);
    }

    private void begins(Attempt attempt) {
        if (set) attempt.mustEnd(DONE);
        else await(waiting, attempt);
    }

    private Object awaitIt() {
        real.await();
        return DONE;
    }

    private void set(boolean on) {
        note(on ? "set" : "clear");
        set = on;
        if (on) all(waiting, DONE);
        if (on) real.set();
        else real.clear();
    }

    @Override
    void compare() {
        requireEqual(set, real.isSet(), "set");
        requireEqual(waiting.size(), real.waiting(), "the number of waiters");
    }
}
