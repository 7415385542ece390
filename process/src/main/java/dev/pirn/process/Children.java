package dev.pirn.process;

import dev.pirn.LoopLocal;
import dev.pirn.Signal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The children of a loop that were not closed: they end with it. */
final class Children implements AutoCloseable {

    static final LoopLocal<Children> OF = new LoopLocal<>(loop -> new Children());

    private final Set<Child> open = new LinkedHashSet<>();

    private Children() {}

    void add(Child child) {
        open.add(child);
    }

    /** Closes its pipes, and kills it if it runs. Nobody waits for that. */
    void abandon(Child child) {
        open.remove(child);
        child.closePipes();
        child.signal(Signal.KILL.number());
    }

    /** The pipes of a child were closed and it has ended. */
    void remove(Child child) {
        open.remove(child);
    }

    @Override
    public void close() {
        List.copyOf(open).forEach(this::abandon);
    }
}
