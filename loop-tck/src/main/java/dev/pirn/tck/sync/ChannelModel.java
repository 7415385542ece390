package dev.pirn.tck.sync;

import static java.util.Objects.requireNonNull;

import dev.pirn.sync.Channel;
import dev.pirn.sync.Receiver;
import dev.pirn.sync.Sender;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel with copies of its ends, which close one by one. */
final class ChannelModel extends Model {

    private final int capacity;
    private final Deque<Object> items = new ArrayDeque<>();
    private final Deque<Attempt> sending = new ArrayDeque<>();
    private final Deque<Attempt> receiving = new ArrayDeque<>();
    private final List<End> senders = new ArrayList<>();
    private final List<End> receivers = new ArrayList<>();
    private Channel<Integer> real;

    /** An end, of either kind. */
    private static final class End {
        private final @Nullable Sender<Integer> sender;
        private final @Nullable Receiver<Integer> receiver;
        private final List<Attempt> used = new ArrayList<>();
        private boolean closed;

        private End(@Nullable Sender<Integer> sender, @Nullable Receiver<Integer> receiver) {
            this.sender = sender;
            this.receiver = receiver;
        }

        Sender<Integer> sender() {
            return requireNonNull(sender);
        }

        Receiver<Integer> receiver() {
            return requireNonNull(receiver);
        }

        void close() {
            closed = true;
            if (sender != null) sender.close();
            else receiver().close();
        }
    }

    ChannelModel(int capacity) {
        this.capacity = capacity;
        this.real = Channel.ofCapacity(capacity);
        addEnds();
    }

    private void addEnds() {
        senders.add(new End(real.sender(), null));
        receivers.add(new End(null, real.receiver()));
    }

    @Override
    void act() {
        if (senders.isEmpty() || receivers.isEmpty()) afterTheEnd();
        else if (chance(42)) send(any(senders));
        else if (chance(70)) receive(any(receivers));
        else if (chance(50)) trySend(any(senders));
        else if (chance(50)) tryReceive(any(receivers));
        else if (chance(60)) copy();
        else close(chance(50) ? senders : receivers);
    }

    /** One side has gone: sees what the other one gets, and begins anew. */
    private void afterTheEnd() {
        if (!senders.isEmpty() && chance(70)) send(any(senders));
        else if (!receivers.isEmpty() && chance(70)) receive(any(receivers));
        else renew();
    }

    private void renew() {
        Steps.settle();
        while (!senders.isEmpty()) close(senders);
        while (!receivers.isEmpty()) close(receivers);
        Steps.settle();
        note("a new channel");
        items.clear();
        real = Channel.ofCapacity(capacity);
        addEnds();
    }

    private void copy() {
        if (chance(50)) senders.add(new End(any(senders).sender().copy(), null));
        else receivers.add(new End(null, any(receivers).receiver().copy()));
    }

    private void close(List<End> ends) {
        End end = takeAny(ends);
        note("close ", end.sender == null ? "a receiver" : "a sender");
        for (Attempt attempt : end.used) {
            if (sending.remove(attempt) || receiving.remove(attempt)) attempt.leavesLine(CLOSED);
        }
        if (ends.isEmpty() && ends == senders) all(receiving, ENDED);
        if (ends.isEmpty() && ends == receivers) {
            all(sending, BROKEN);
            items.clear();
        }
        end.close();
    }

    private void send(End end) {
        int item = number();
        end.used.add(attempt(item, attempt -> sendBegins(end, attempt), () -> {
            end.sender().send(item);
            return DONE;
        }));
    }

    private void sendBegins(End end, Attempt attempt) {
        end.used.add(attempt);
        Object item = requireNonNull(attempt.brought);
        if (end.closed) attempt.mustEnd(CLOSED);
        else if (receivers.isEmpty()) attempt.mustEnd(BROKEN);
        else if (offer(item)) attempt.mustEnd(DONE);
        else await(sending, attempt);
    }

    private boolean offer(Object item) {
        if (!receiving.isEmpty()) next(receiving).mustEnd(item);
        else if (items.size() < capacity) items.add(item);
        else return false;
        return true;
    }

    private void receive(End end) {
        end.used.add(attempt(null, attempt -> receiveBegins(end, attempt), end.receiver()::receive));
    }

    private void receiveBegins(End end, Attempt attempt) {
        end.used.add(attempt);
        if (end.closed) {
            attempt.mustEnd(CLOSED);
            return;
        }
        Object item = poll();
        if (item != null) attempt.mustEnd(item);
        else if (senders.isEmpty()) attempt.mustEnd(ENDED);
        else await(receiving, attempt);
    }

    private @Nullable Object poll() {
        if (!sending.isEmpty()) {
            Attempt sender = next(sending);
            sender.mustEnd(DONE);
            items.add(requireNonNull(sender.brought));
        }
        return items.poll();
    }

    private void trySend(End end) {
        int item = number();
        boolean possible = offer(item);
        note("try to send ", item, ": ", possible);
        requireEqual(possible, end.sender().trySend(item), "trySend");
    }

    private void tryReceive(End end) {
        Object expected = poll();
        note("try to receive ", expected);
        requireEqual(String.valueOf(expected), String.valueOf(end.receiver().tryReceive()), "tryReceive");
    }

    @Override
    void compare() {
        var expected = new Channel.Statistics(
                capacity, items.size(), senders.size(), receivers.size(), sending.size(), receiving.size());
        requireEqual(expected, real.statistics(), "the statistics");
    }
}
