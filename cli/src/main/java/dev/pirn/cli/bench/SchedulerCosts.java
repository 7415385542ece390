package dev.pirn.cli.bench;

import static dev.pirn.Async.await;
import static dev.pirn.Async.gather;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.timeout;
import static dev.pirn.Async.waitAll;
import static dev.pirn.Async.yieldNow;

import dev.pirn.Loop;
import dev.pirn.Parker;
import dev.pirn.Promise;
import dev.pirn.Task;
import dev.pirn.TimerHandle;
import dev.pirn.flow.Generator;
import dev.pirn.flow.Greenlet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler's operations, each done many times in a coroutine. A method does its operation so often as it answers; the
 * caller takes the time. The names are those of the same measurements of asyncio.
 */
final class SchedulerCosts {

    private static final int GATHERED = 1000;
    private static final int SLEEPERS = 100_000;
    private static final Duration FAR = Duration.ofHours(1);

    private final int count;
    private int left;

    SchedulerCosts(int count) {
        this.count = count;
    }

    /** Two coroutines let each other run. */
    long switches() {
        gather(this::yieldOften, this::yieldOften);
        return 2L * count;
    }

    private int yieldOften() {
        for (int i = 0; i < count; i++) yieldNow();
        return count;
    }

    /** A task that does nothing is started and awaited. */
    long spawnAndAwait() {
        for (int i = 0; i < count; i++) spawn(() -> 1).await();
        return count;
    }

    /** A thousand of them are started, then awaited together. */
    long gatherThousands() {
        for (int i = 0; i < count; i += GATHERED) gather(thousandTasks());
        return count;
    }

    private static List<Task<Integer>> thousandTasks() {
        List<Task<Integer>> tasks = new ArrayList<>(GATHERED);
        for (int i = 0; i < GATHERED; i++) tasks.add(spawn(() -> 1));
        return tasks;
    }

    /** A callback that registers itself again. */
    long callSoon() {
        Loop loop = Loop.current();
        Promise<Integer> done = loop.promise();
        left = count;
        loop.callSoon(new Runnable() {
            @Override
            public void run() {
                if (--left > 0) loop.callSoon(this);
                else done.complete(count);
            }
        });
        return done.await();
    }

    /** Another thread registers callbacks. */
    long callSoonFromAnotherThread() {
        Loop loop = Loop.current();
        Promise<Integer> done = loop.promise();
        left = count;
        Thread.ofPlatform().daemon().start(() -> {
            for (int i = 0; i < count; i++) {
                loop.callSoon(() -> {
                    if (--left == 0) done.complete(count);
                });
            }
        });
        return done.await();
    }

    /** Timers are scheduled, and cancelled later. */
    long timers() {
        Loop loop = Loop.current();
        TimerHandle[] timers = new TimerHandle[Math.min(count, 200_000)];
        for (int i = 0; i < timers.length; i++) timers[i] = loop.callLater(FAR.plusNanos(1000L * i), () -> {});
        for (TimerHandle timer : timers) timer.cancel();
        return timers.length;
    }

    /** A body runs within a time limit that it does not reach. */
    long timeouts() {
        for (int i = 0; i < count; i++) timeout(FAR, () -> {});
        return count;
    }

    /** One coroutine hands over to another through a place for one item. */
    long handOffs() {
        Place place = new Place();
        gather(
                () -> {
                    for (int i = 0; i < count; i++) place.put(i);
                    return count;
                },
                () -> {
                    for (int i = 0; i < count; i++) place.take();
                    return count;
                });
        return count;
    }

    private static final class Place {
        private final Parker empty = new Parker();
        private final Parker full = new Parker();
        private @Nullable Object item;

        void put(Object newItem) {
            while (item != null) full.park(() -> true);
            item = newItem;
            empty.unpark();
        }

        void take() {
            while (item == null) empty.park(() -> true);
            item = null;
            full.unpark();
        }
    }

    /** Values are pulled out of a generator on a thread of its own, without a loop. */
    long generatorPulls() {
        return await(onThread(this::pullOften));
    }

    /** The same in a coroutine, of which the generator's body is a part. */
    long pullOften() {
        long sum = 0;
        try (Generator<Integer> generator = Generator.of(out -> {
            while (true) out.yield(1);
        })) {
            for (int i = 0; i < count; i++) sum += generator.next();
        }
        return sum;
    }

    /** A greenlet is switched to and switches back. */
    long greenletRoundTrips() {
        return await(onThread(this::switchOften));
    }

    private long switchOften() {
        Greenlet main = Greenlet.current();
        Greenlet other = Greenlet.of(() -> {
            while (true) main.switchTo();
        });
        for (int i = 0; i < count; i++) other.switchTo();
        other.kill();
        return count;
    }

    private static CompletableFuture<Long> onThread(Supplier<Long> work) {
        return CompletableFuture.supplyAsync(work, Thread.ofPlatform().daemon()::start);
    }

    /** {@return the bytes of heap that a sleeping task takes} */
    long sleeperBytes() {
        long before = usedBytes();
        List<Task<?>> sleepers = new ArrayList<>(SLEEPERS);
        for (int i = 0; i < SLEEPERS; i++) sleepers.add(spawn(() -> sleep(FAR)));
        yieldNow();
        yieldNow();
        long bytes = usedBytes() - before;
        for (Task<?> sleeper : sleepers) sleeper.cancel("measured");
        waitAll(sleepers);
        return bytes / SLEEPERS;
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
