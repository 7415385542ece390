package dev.pirn.tck.scheduling;

import static dev.pirn.Async.asCompleted;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.pirn.Future;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.List;

/** {@code asCompleted}, left before its end: futures that live long do not gather what is left of it. */
class LeftIterationsTck {

    private record Remains(WeakReference<Iterator<?>> iteration, WeakReference<Promise<String>> other) {}

    @LoopTest
    void whatIsLeftEarlyIsForgotten(LoopCase loops) {
        loops.run(() -> {
            Promise<String> lasting = Loop.current().promise();
            Remains remains = iterateAndLeave(lasting);
            Garbage.assertCollected(remains.iteration());
            for (int i = 0; i < 50 && remains.other().get() != null; i++) {
                asCompleted(List.of(lasting)); // takes out what the lasting one still has of the other
                System.gc();
            }
            assertNull(remains.other().get());
            lasting.complete("end");
        });
    }

    private static Remains iterateAndLeave(Promise<String> lasting) {
        Promise<String> done = Loop.current().promise();
        done.complete("done");
        Promise<String> other = Loop.current().promise();
        Iterator<Promise<String>> iteration =
                asCompleted(List.of(lasting, other, done)).iterator();
        assertSame(done, iteration.next());
        return new Remains(new WeakReference<>(iteration), new WeakReference<>(other));
    }

    @LoopTest
    void anIterationThatWaitsIsNotForgotten(LoopCase loops) {
        loops.run(() -> {
            Promise<String> late = Loop.current().promise();
            Loop.current().callSoon(() -> {
                System.gc();
                asCompleted(List.<Future<?>>of());
                Loop.current().callSoon(() -> late.complete("late"));
            });
            for (Promise<String> done : asCompleted(List.of(late))) assertSame(late, done);
        });
    }
}
