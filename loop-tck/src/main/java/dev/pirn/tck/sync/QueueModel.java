package dev.pirn.tck.sync;

import static java.util.Objects.requireNonNull;

import dev.pirn.sync.Queue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** A queue of any order: what is in it or promised to a getter, and who waits to put, to get, and until all is done. */
final class QueueModel extends Model {

    record Item(int number, int priority) {}

    private final Supplier<Queue<Item>> maker;
    private final Function<List<Item>, Item> chooser;
    private final boolean fifo;
    private final List<Item> items = new ArrayList<>();
    private final Deque<Attempt> putters = new ArrayDeque<>();
    private final Deque<Attempt> getters = new ArrayDeque<>();
    private final Deque<Attempt> joiners = new ArrayDeque<>();
    private int promised;
    private int unfinished;
    private int taken;
    private int accepted;
    private int handedOut;
    private int dropped;
    private int serial;
    private boolean shut;
    private Queue<Item> real;

    QueueModel(Supplier<Queue<Item>> maker, Function<List<Item>, Item> chooser) {
        this.maker = maker;
        this.real = maker.get();
        this.chooser = chooser;
        this.fifo = real.getClass() == Queue.class;
    }

    @Override
    void act() {
        if (chance(40)) put();
        else if (chance(50)) attempt(null, this::getBegins, real::get, this::gotItem);
        else if (chance(30)) attempt(null, this::joinBegins, this::join);
        else if (chance(30)) tryPut();
        else if (chance(40)) tryGet();
        else if (taken > 0 && chance(75)) taskDone();
        else if (shut) renew();
        else if (chance(60)) shutdown(chance(50));
    }

    private void shutdown(boolean immediate) {
        note(immediate ? "shut down, immediately" : "shut down");
        shut = true;
        all(putters, CLOSED);
        all(getters, CLOSED);
        if (immediate) dropAll();
        if (immediate) real.shutdownNow();
        else real.shutdown();
    }

    private void dropAll() {
        List<Item> all = List.copyOf(items);
        List<Item> kept = new ArrayList<>();
        for (int i = 0; i < promised; i++) kept.add(choose());
        dropped += items.size();
        unfinished -= items.size();
        items.clear();
        for (Item item : all) if (kept.contains(item)) items.add(item);
        if (unfinished == 0) all(joiners, DONE);
    }

    /** Takes out what is left, and begins anew. */
    private void renew() {
        Steps.settle();
        while (!items.isEmpty()) tryGet();
        while (taken > 0) taskDone();
        Steps.settle();
        note("a new queue");
        shut = false;
        real = maker.get();
    }

    private Item newItem() {
        return new Item(serial++, upTo(3));
    }

    private void put() {
        Item item = newItem();
        attempt(item, this::putBegins, () -> {
            real.put(item);
            return DONE;
        });
    }

    private void putBegins(Attempt attempt) {
        if (shut) {
            attempt.mustEnd(CLOSED);
            return;
        }
        if (items.size() - promised >= real.capacity()) {
            await(putters, attempt);
            return;
        }
        attempt.mustEnd(DONE);
        accept((Item) requireNonNull(attempt.brought));
    }

    private void accept(Item item) {
        unfinished++;
        accepted++;
        if (fifo && !getters.isEmpty()) {
            next(getters).mustEnd(item);
            handedOut++;
            taken++;
            return;
        }
        items.add(item);
        if (getters.isEmpty()) return;
        next(getters).mustEnd(PROMISE);
        promised++;
    }

    private void getBegins(Attempt attempt) {
        if (items.size() > promised) attempt.mustEnd(take());
        else if (shut) attempt.mustEnd(CLOSED);
        else await(getters, attempt);
    }

    private Item choose() {
        Item best = chooser.apply(items);
        items.remove(best);
        return best;
    }

    private Item best() {
        handedOut++;
        taken++;
        return choose();
    }

    private Item take() {
        Item best = best();
        if (putters.isEmpty()) return best;
        Attempt putter = next(putters);
        putter.mustEnd(DONE);
        accept((Item) requireNonNull(putter.brought));
        return best;
    }

    /** One that was promised an item chooses now. */
    private void gotItem(Attempt attempt) {
        if (!attempt.isPromised()) return;
        promised--;
        attempt.mustEnd(best());
    }

    private void tryPut() {
        if (shut) return;
        boolean room = items.size() - promised < real.capacity();
        Item item = newItem();
        note("try to put ", item, ": ", room);
        requireEqual(room, real.tryPut(item), "tryPut");
        if (room) accept(item);
    }

    private void tryGet() {
        if (shut && items.size() == promised) return;
        Item expected = items.size() > promised ? take() : null;
        note("try to get ", expected);
        requireEqual(String.valueOf(expected), String.valueOf(real.tryGet()), "tryGet");
    }

    private void joinBegins(Attempt attempt) {
        if (unfinished == 0) attempt.mustEnd(DONE);
        else await(joiners, attempt);
    }

    private Object join() {
        real.join();
        return DONE;
    }

    private void taskDone() {
        note("task done");
        taken--;
        unfinished--;
        if (unfinished == 0) all(joiners, DONE);
        real.taskDone();
    }

    @Override
    void compare() {
        requireEqual(0, promised, "the number of promises");
        requireEqual(items.size(), real.size(), "the size");
        requireEqual((long) unfinished, real.unfinished(), "what is unfinished");
        requireEqual(accepted, handedOut + dropped + items.size(), "the number of items");
    }
}
