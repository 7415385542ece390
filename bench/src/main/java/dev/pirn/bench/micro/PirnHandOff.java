package dev.pirn.bench.micro;

import static dev.pirn.Async.gather;

import dev.pirn.Parker;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** What coroutines hand to each other. */
public class PirnHandOff {

    /** Created by JMH. */
    public PirnHandOff() {}

    /**
     * One coroutine hands over to another through a place for one item, made of two parkers.
     *
     * @param loop where
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public Object throughParkers(PirnLoop loop) {
        return loop.run(() -> {
            Place place = new Place();
            return gather(
                    () -> {
                        for (int i = 0; i < Batch.SIZE; i++) place.put(i);
                        return 0;
                    },
                    () -> {
                        int sum = 0;
                        for (int i = 0; i < Batch.SIZE; i++) sum += place.take();
                        return sum;
                    });
        });
    }

    private static final class Place {

        private final Parker empty = new Parker();
        private final Parker full = new Parker();
        private @Nullable Integer item;

        void put(Integer newItem) {
            while (item != null) full.park(() -> true);
            item = newItem;
            empty.unpark();
        }

        int take() {
            Integer taken = item;
            while (taken == null) {
                empty.park(() -> true);
                taken = item;
            }
            item = null;
            full.unpark();
            return taken;
        }
    }
}
