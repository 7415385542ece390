package dev.pirn;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** The instruments of a loop, in order of addition. */
final class Instruments {

    private final Loop loop;
    private final List<Instrument> all = new CopyOnWriteArrayList<>(); // they may come and go while they are told

    Instruments(Loop loop) {
        this.loop = loop;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    void add(Instrument instrument) {
        all.add(instrument);
    }

    boolean remove(Instrument instrument) {
        return all.remove(instrument);
    }

    void tell(BiConsumer<Instrument, Task<?>> hook, TaskCore<?> task) {
        for (Instrument instrument : all) {
            try {
                hook.accept(instrument, task);
            } catch (Throwable failure) {
                loop.removeInstrument(instrument);
                loop.report("an instrument failed and was removed", failure, instrument);
            }
        }
    }

    /** Tells what can run in a batch that begins. */
    void scheduled(ReadyQueue batch) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.peek(i) instanceof TaskCore<?> task && task.isDue()) tell(Instrument::scheduled, task);
        }
    }

    /** Runs a step, which tells if it is one of a task. */
    void around(Ready entry, Runnable step) {
        if (!(entry instanceof TaskCore<?> task) || !task.isDue()) {
            step.run();
            return;
        }
        tell(Instrument::beforeStep, task);
        step.run();
        tell(Instrument::afterStep, task);
        if (task.isDone()) tell(Instrument::exited, task);
    }
}
