package dev.pirn.watch;

import dev.pirn.observe.Meter;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a loop, in one place because they share the readings of the clock: one a step, however many they are.
 */
public final class Meters {

    private static final LoopMeter[] NONE = {};

    private final AtomicReference<LoopMeter[]> all = new AtomicReference<>(NONE);

    /** Those that measure the batch which runs now. Confined to the loop, as is {@link #last}. */
    private LoopMeter[] batch = NONE;

    /** When the step before ended, and so the next one began. */
    private long last;

    /** Of a loop that none measures. */
    public Meters() {}

    /** {@return whether there is one} */
    public boolean isOn() {
        return all.getPlain().length > 0;
    }

    /** {@return a new meter, which measures from the next batch on} From any thread. */
    public Meter start() {
        LoopMeter meter = new LoopMeter(this, CoarseClock.nanos());
        all.updateAndGet(before -> {
            LoopMeter[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = meter;
            return after;
        });
        return meter;
    }

    /** From any thread. */
    void remove(LoopMeter meter) {
        all.updateAndGet(
                before -> Arrays.stream(before).filter(other -> other != meter).toArray(LoopMeter[]::new));
    }

    // called by the loop

    /**
     * A batch begins.
     *
     * @param ready what is ready
     */
    public void batchBegins(QueueView ready) {
        batch = all.get();
        last = CoarseClock.nanos();
        for (LoopMeter meter : batch) meter.turnBegins(ready, last);
    }

    /**
     * A step begins.
     *
     * @param entry what runs
     */
    public void stepBegins(Object entry) {
        for (LoopMeter meter : batch) meter.stepBegins(entry, last);
    }

    /**
     * The step has ended.
     *
     * @param ready what is ready now
     */
    public void stepEnds(QueueView ready) {
        if (batch.length == 0) return;
        last = CoarseClock.nanos();
        for (LoopMeter meter : batch) meter.stepEnds(ready, last);
    }

    /**
     * The batch has ended.
     *
     * @param taskCount how many tasks live
     * @param timers how many timers are pending
     * @param open how many sockets, listeners and files are open
     */
    public void batchEnds(int taskCount, int timers, int open) {
        for (LoopMeter meter : batch) meter.batchEnds(taskCount, timers, open);
        batch = NONE;
    }

    /** A poll begins. */
    public void pollBegins() {
        long now = CoarseClock.nanos();
        for (LoopMeter meter : all.get()) meter.pollBegins(now);
    }

    /** The poll has ended. */
    public void pollEnds() {
        long now = CoarseClock.nanos();
        for (LoopMeter meter : all.get()) meter.pollEnds(now);
    }

    /**
     * Another thread sent an entry.
     *
     * @param entry the entry
     */
    public void woken(@Nullable Object entry) {
        long now = CoarseClock.nanos();
        for (LoopMeter meter : all.get()) meter.woken(entry, now);
    }
}
