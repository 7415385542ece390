package dev.pirn.flow;

import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.Block;
import dev.pirn.Loop;
import dev.pirn.Pirn;
import dev.pirn.Task;
import dev.pirn.observe.Dump;
import dev.pirn.observe.WaitInfo;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Flow;

/** What dumps show of tasks that wait in generators and publishers, and which class loader their bodies have. */
class FlowWaitsTck {

    private static final Duration LONG = Duration.ofHours(1);

    private static WaitInfo waitOf(Block<?> body) {
        Task<?> task = spawn("waits", body);
        yieldNow();
        yieldNow();
        WaitInfo wait = waitOf("waits");
        boolean _ = task.cancel("seen");
        return wait;
    }

    private static WaitInfo waitOf(String task) {
        Dump dump = Pirn.dump();
        return dump.tasks().values().stream()
                .filter(info -> info.name().equals(task))
                .map(info -> Objects.requireNonNull(info.waitsFor(), dump::text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no task " + task + " in\n" + dump.text()));
    }

    @LoopTest
    void generatorsWaitForWhatTheirBodiesWaitFor(LoopCase loops) {
        loops.run(() -> {
            WaitInfo wait = waitOf(() -> {
                try (Generator<String> sleepy = Generator.of(_ -> sleep(LONG))) {
                    boolean _ = sleepy.hasNext();
                }
            });
            assertEquals("sleep", wait.kind(), wait::toString);
            assertTrue(wait.what().contains("59 min"), wait::toString);
        });
    }

    @LoopTest
    void publishersAndTheirSubscribers(LoopCase loops) {
        loops.run(() -> {
            Flow.Publisher<String> silent = subscriber -> subscriber.onSubscribe(new Silent());
            WaitInfo wait = waitOf(() -> {
                try (Generator<String> values = Publishers.generator(silent)) {
                    boolean _ = values.hasNext();
                }
            });
            assertEquals("publisher", wait.kind(), wait::toString);
            assertTrue(wait.what().contains("a value"), wait::toString);
            Undemanding subscriber = new Undemanding();
            Publishers.of(Loop.current(), () -> Generator.<String>of(out -> out.yield("one")))
                    .subscribe(subscriber);
            yieldNow();
            yieldNow();
            assertEquals("demand", waitOf("publisher").kind());
            subscriber.subscription.cancel();
        });
    }

    @LoopTest
    void bodiesHaveTheContextClassLoaderOfTheCoroutine(LoopCase loops) {
        loops.run(() -> {
            ClassLoader mine = new ClassLoader(FlowWaitsTck.class.getClassLoader()) {};
            Thread.currentThread().setContextClassLoader(mine);
            try (Generator<ClassLoader> generator = Generator.of(out -> out.yield(here()))) {
                assertSame(mine, generator.next());
            }
            assertSame(mine, Greenlet.of(given -> here()).switchTo());
        });
    }

    private static ClassLoader here() {
        return Objects.requireNonNull(Thread.currentThread().getContextClassLoader());
    }

    /** Of a publisher that has no values yet. */
    private static final class Silent implements Flow.Subscription {

        @Override
        public void request(long count) {
            // there will be none
        }

        @Override
        public void cancel() {
            // nothing to end
        }
    }

    /** A subscriber that requests no value. */
    private static final class Undemanding implements Flow.Subscriber<String> {

        private Flow.Subscription subscription = new Silent();

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(String value) {
            throw new AssertionError("not requested: " + value);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {
            throw new AssertionError("it has not begun");
        }
    }
}
