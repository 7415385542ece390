package dev.pirn.tck.observe;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.pirn.Pirn;
import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.TaskInfo;
import dev.pirn.observe.WaitInfo;
import java.util.List;

/** A dump in which tasks are found by their names; other tests of the JVM may have loops too. */
record Seen(Dump dump) {

    static Seen now(Dump.Part... parts) {
        return new Seen(Pirn.dump(parts));
    }

    TaskInfo task(String name) {
        return dump.tasks().values().stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no task " + name + " in\n" + dump.text()));
    }

    WaitInfo wait(String name) {
        WaitInfo wait = task(name).waitsFor();
        assertNotNull(wait, () -> name + " does not wait in\n" + dump.text());
        return wait;
    }

    LoopInfo loopOf(String name) {
        long id = task(name).id();
        return dump.loops().stream()
                .filter(loop -> loop.tasks().stream().anyMatch(task -> task.id() == id))
                .findFirst()
                .orElseThrow();
    }

    /** {@return the ring in which a task is; empty if it is in none} */
    List<Long> ringOf(String name) {
        long id = task(name).id();
        return dump.cycles().stream()
                .filter(ring -> ring.contains(id))
                .findFirst()
                .orElse(List.of());
    }
}
