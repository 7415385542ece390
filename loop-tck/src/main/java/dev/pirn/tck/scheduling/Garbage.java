package dev.pirn.tck.scheduling;

import static org.junit.jupiter.api.Assertions.fail;

import java.lang.ref.Reference;
import java.util.Collection;
import java.util.List;

/** What the garbage collector must be able to take. */
final class Garbage {

    private static final int COLLECTIONS = 50;

    private Garbage() {}

    static void assertCollected(Reference<?> reference) {
        assertCollected(List.of(reference), 0);
    }

    static void assertCollected(Collection<? extends Reference<?>> references) {
        assertCollected(references, 0);
    }

    /** For what hangs on virtual threads: an idle carrier of the JDK holds on to the last one that it ran. */
    static void assertCollectedButForCarriers(Collection<? extends Reference<?>> references) {
        assertCollected(references, Runtime.getRuntime().availableProcessors());
    }

    private static void assertCollected(Collection<? extends Reference<?>> references, int except) {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            if (reachable(references) <= except) {
                return;
            }
        }
        fail(reachable(references) + " of " + references.size() + " are still reachable");
    }

    private static long reachable(Collection<? extends Reference<?>> references) {
        return references.stream().filter(reference -> reference.get() != null).count();
    }
}
