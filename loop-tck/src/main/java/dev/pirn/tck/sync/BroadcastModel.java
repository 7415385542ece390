package dev.pirn.tck.sync;

import static java.util.Objects.requireNonNull;

import dev.pirn.sync.Broadcast;
import dev.pirn.sync.Broadcast.WhenSlow;
import dev.pirn.sync.Subscription;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A broadcast, with subscribers that are too slow for it. */
final class BroadcastModel extends Model {

    private static final int CAPACITY = 2;
    private final WhenSlow whenSlow;
    private Broadcast<Integer> real;
    private final Deque<Attempt> publishing = new ArrayDeque<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private boolean closed;

    private static final class Subscriber {
        private final Subscription<Integer> real;
        private final Deque<Object> items = new ArrayDeque<>();
        private final Deque<Attempt> receiving = new ArrayDeque<>();
        private long missed;
        private boolean cutOff;
        private boolean closed;

        private Subscriber(Subscription<Integer> real) {
            this.real = real;
        }
    }

    BroadcastModel(WhenSlow whenSlow) {
        this.whenSlow = whenSlow;
        this.real = new Broadcast<>(CAPACITY, whenSlow);
    }

    @Override
    void act() {
        if (subscribers.size() < 3 && chance(20)) subscribers.add(new Subscriber(real.subscribe()));
        else if (chance(30)) publish();
        else if (chance(10)) tryPublish();
        else if (!subscribers.isEmpty() && chance(90)) receive(any(subscribers));
        else if (!subscribers.isEmpty() && chance(80)) leave(takeAny(subscribers));
        else renew();
    }

    /** The broadcast is closed: everybody gets what is left and then the end. A new one takes its place. */
    private void renew() {
        note("close");
        closed = true;
        all(publishing, CLOSED);
        for (Subscriber subscriber : subscribers) all(subscriber.receiving, ENDED);
        real.close();
        for (Subscriber subscriber : subscribers) {
            for (int i = 0; i <= CAPACITY; i++) receive(subscriber);
        }
        Steps.settle();
        while (!subscribers.isEmpty()) leave(takeAny(subscribers));
        Steps.settle();
        note("a new broadcast");
        closed = false;
        real = new Broadcast<>(CAPACITY, whenSlow);
    }

    private void publish() {
        int item = number();
        attempt(item, this::publishBegins, () -> {
            real.publish(item);
            return DONE;
        });
    }

    private boolean mustWait() {
        return whenSlow == WhenSlow.HOLD_UP && subscribers.stream().anyMatch(s -> s.items.size() == CAPACITY);
    }

    private void publishBegins(Attempt attempt) {
        if (closed) {
            attempt.mustEnd(CLOSED);
            return;
        }
        if (mustWait()) {
            await(publishing, attempt);
            return;
        }
        attempt.mustEnd(DONE);
        deliver(requireNonNull(attempt.brought));
    }

    private void tryPublish() {
        int item = number();
        boolean possible = !mustWait();
        note("try to publish ", item, ": ", possible);
        if (possible) deliver(item);
        requireEqual(possible, real.tryPublish(item), "tryPublish");
    }

    private void deliver(Object item) {
        for (Subscriber subscriber : subscribers) deliver(subscriber, item);
    }

    private void deliver(Subscriber to, Object item) {
        if (to.cutOff) return;
        if (!to.receiving.isEmpty()) {
            next(to.receiving).mustEnd(item);
            return;
        }
        if (to.items.size() == CAPACITY) {
            to.missed++;
            to.cutOff = whenSlow == WhenSlow.CUT_OFF;
            if (to.cutOff) return;
            to.items.remove();
        }
        to.items.add(item);
    }

    private void proceed() {
        while (!publishing.isEmpty() && !mustWait()) {
            Attempt publisher = next(publishing);
            publisher.mustEnd(DONE);
            deliver(requireNonNull(publisher.brought));
        }
    }

    private void receive(Subscriber by) {
        attempt(null, attempt -> receiveBegins(by, attempt), by.real::receive);
    }

    private void receiveBegins(Subscriber by, Attempt attempt) {
        Object item = by.items.poll();
        if (by.closed) attempt.mustEnd(CLOSED);
        else if (item != null) attempt.mustEnd(item);
        else if (by.cutOff) attempt.mustEnd(BROKEN);
        else if (closed) attempt.mustEnd(ENDED);
        else await(by.receiving, attempt);
        proceed();
    }

    private void leave(Subscriber subscriber) {
        note("leave");
        subscriber.closed = true;
        subscriber.items.clear();
        all(subscriber.receiving, CLOSED);
        proceed();
        subscriber.real.close();
    }

    @Override
    void compare() {
        requireEqual(publishing.size(), real.waiting(), "the number of publishers that wait");
        for (Subscriber subscriber : subscribers) {
            requireEqual(subscriber.items.size(), subscriber.real.size(), "the size of a subscription");
            requireEqual(subscriber.missed, subscriber.real.missed(), "what a subscription missed");
        }
    }
}
