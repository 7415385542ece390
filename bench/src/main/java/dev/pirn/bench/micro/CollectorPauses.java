package dev.pirn.bench.micro;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** For how long garbage collections have stopped this JVM, as far as its collector reports. */
final class CollectorPauses {

    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();

    CollectorPauses() {}

    /** {@return the sum so far, in nanoseconds and steps of a millisecond} */
    long nanos() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : collectors) millis += Math.max(0, collector.getCollectionTime());
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
