package dev.pirn.tck.sync;

import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;

import dev.pirn.Task;
import dev.pirn.sync.Condition;
import java.util.ArrayList;
import java.util.List;

/**
 * A condition: items that are signalled one by one. The signal of a cancelled consumer goes on to another one, so there
 * is never an item, a consumer that waits, and no signal under way.
 */
final class ConditionModel extends Model {

    private final Condition real = new Condition();
    private final List<Task<?>> tasks = new ArrayList<>();
    private int items;
    private int produced;
    private int consumed;

    @Override
    void act() {
        tasks.removeIf(Task::isDone);
        boolean underWay = real.lock().waiting() > 0;
        if (!underWay && chance(22)) tasks.add(spawn(this::produce));
        else if (!tasks.isEmpty() && chance(underWay ? 80 : 25)) cancelAnOldOne();
        else tasks.add(spawn(this::consume));
    }

    /** One of the consumers that are signalled first. */
    private void cancelAnOldOne() {
        int which = chance(60) ? 0 : upTo(tasks.size());
        tasks.remove(which).cancel("at random");
    }

    private void produce() {
        real.lock().run(() -> {
            items++;
            produced++;
            real.signal();
            for (int turns = 5 + upTo(15); turns > 0; turns--) yieldNow(); // signalled consumers wait for the lock
        });
    }

    private void consume() {
        real.lock().run(() -> {
            try {
                real.await(() -> items > 0);
            } finally {
                require(real.lock().owner() == currentTask(), "the lock is not held after the wait");
            }
            items--;
            consumed++;
        });
    }

    @Override
    void compare() {
        for (int i = 0; i < 50 && real.lock().isLocked(); i++) Steps.settle();
        require(!real.lock().isLocked(), "the lock is held for ever: ", real);
        require(items == 0 || real.waiting() == 0, items, " items are there, but ", real.waiting(), " wait");
        requireEqual(produced, consumed + items, "the number of items");
    }
}
