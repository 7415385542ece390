package dev.pirn;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The meters of a loop, in one place because they share the readings of the clock: one a step, however many they are. */
final class Meters {

    private static final LoopMeter[] NONE = {};

    private final AtomicReference<LoopMeter[]> all = new AtomicReference<>(NONE);

    /** Those that measure the batch which runs now. Confined to the loop, as is {@link #last}. */
    private LoopMeter[] batch = NONE;

    /** When the step before ended, and so the next one began. */
    private long last;

    boolean isOn() {
        return all.getPlain().length > 0;
    }

    /** From any thread. */
    LoopMeter start() {
        LoopMeter meter = new LoopMeter(this, now());
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

    // told by the loop

    void batchBegins(ReadyQueue ready) {
        batch = all.get();
        last = now();
        for (LoopMeter meter : batch) meter.turnBegins(ready, last);
    }

    void stepBegins(Ready entry) {
        for (LoopMeter meter : batch) meter.stepBegins(entry, last);
    }

    void stepEnds(ReadyQueue ready) {
        if (batch.length == 0) return;
        last = now();
        for (LoopMeter meter : batch) meter.stepEnds(ready, last);
    }

    void batchEnds(int taskCount, int timers, int open) {
        for (LoopMeter meter : batch) meter.batchEnds(taskCount, timers, open);
        batch = NONE;
    }

    void pollBegins() {
        long now = now();
        for (LoopMeter meter : all.get()) meter.pollBegins(now);
    }

    void pollEnds() {
        long now = now();
        for (LoopMeter meter : all.get()) meter.pollEnds(now);
    }

    /** Another thread sent an entry. */
    void woken(@Nullable Object entry) {
        long now = now();
        for (LoopMeter meter : all.get()) meter.woken(entry, now);
    }

    private static long now() {
        return Clock.system().nanoTime();
    }
}
