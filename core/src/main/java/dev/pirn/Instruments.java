package dev.pirn;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Observe: the instruments of a loop, in order of addition. */
final class Instruments {

    private final Loop loop;
    private final List<Instrument> all = new CopyOnWriteArrayList<>(); // they may come and go while they are called

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

    void call(BiConsumer<Instrument, Task<?>> hook, TaskCore<?> task) {
        for (Instrument instrument : all) {
            try {
                hook.accept(instrument, task);
            } catch (Throwable failure) {
                loop.removeInstrument(instrument);
                loop.report("an instrument failed and was removed", failure, instrument);
            }
        }
    }

    /** Reports what can run in a batch that begins. */
    void scheduled(ReadyQueue batch) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.peek(i) instanceof TaskCore<?> task && task.isDue()) call(Instrument::scheduled, task);
        }
    }

    /** Runs a step, and reports it if it is one of a task. */
    void around(Ready entry, Runnable step) {
        if (!(entry instanceof TaskCore<?> task) || !task.isDue()) {
            step.run();
            return;
        }
        call(Instrument::beforeStep, task);
        step.run();
        call(Instrument::afterStep, task);
        if (task.isDone()) call(Instrument::exited, task);
    }
}
