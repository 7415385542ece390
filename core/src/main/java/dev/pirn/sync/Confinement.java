package dev.pirn.sync;

import dev.pirn.Async;
import dev.pirn.Loop;
import org.jspecify.annotations.Nullable;

/** The loop that something is confined to: the first that uses it, and after that one was closed the next. */
final class Confinement {

    private final String what;
    private @Nullable Loop loop;
    private int generation;

    /** @param what who lives here, for messages */
    Confinement(String what) {
        this.what = what;
    }

    /**
     * The beginning of every operation that may suspend: nothing has been done yet that a cancel would have to undo.
     */
    void enter() {
        Async.checkpoint();
        touch();
    }

    /** The beginning of every operation that never suspends. */
    void touch() {
        Loop mine = loop;
        if (mine == null || !mine.onLoop()) touchElsewhere(); // asks for the carrier, which costs about a nanosecond
    }

    private void touchElsewhere() {
        Loop here = Loop.currentOrNull();
        if (here != null) settle(here);
        else if (loop != null && loop.isRunning()) throw elsewhere(Thread.currentThread());
    }

    private void settle(Loop here) {
        if (loop != null && !loop.isClosed()) throw elsewhere(here);
        loop = here;
        generation++;
    }

    private IllegalStateException elsewhere(Object user) {
        return new IllegalStateException(
                "this " + what + " belongs to " + loop + ", which used it first, so " + user + " cannot use it");
    }

    /** {@return a number that is another one after the loop has changed: who waited before that waits for ever} */
    int generation() {
        return generation;
    }
}
