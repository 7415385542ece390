package dev.pirn.tck.sync;

import static dev.pirn.Async.currentTask;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.yieldNow;
import static java.util.Objects.requireNonNull;

import dev.pirn.Cancelled;
import dev.pirn.Task;
import dev.pirn.sync.Barrier;
import dev.pirn.sync.BoundedSemaphore;
import dev.pirn.sync.Broadcast;
import dev.pirn.sync.Broadcast.WhenSlow;
import dev.pirn.sync.CapacityLimiter;
import dev.pirn.sync.Channel;
import dev.pirn.sync.Condition;
import dev.pirn.sync.Event;
import dev.pirn.sync.LifoQueue;
import dev.pirn.sync.Lock;
import dev.pirn.sync.PriorityQueue;
import dev.pirn.sync.Queue;
import dev.pirn.sync.Receiver;
import dev.pirn.sync.Semaphore;
import dev.pirn.sync.Sender;
import dev.pirn.sync.Subscription;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random runs, with cancels at the worst moments, compared with models: nothing is lost, and everybody in turn. */
class ModelsTck {

    @LoopTest
    void semaphores(LoopCase loops) {
        new SemaphoreModel().run(loops);
    }

    private static final class SemaphoreModel extends Model {

        private static final int PERMITS = 3;
        private final Semaphore real = new BoundedSemaphore(PERMITS);
        private final Deque<Attempt> waiting = new ArrayDeque<>();
        private int permits = PERMITS;
        private int toRelease;

        @Override
        void act() {
            if (toRelease > 0 && chance(45)) release();
            else if (chance(20)) tryAcquire();
            else attempt(null, this::begins, this::acquire, a -> toRelease++);
        }

        private Object acquire() {
            real.acquire();
            return DONE;
        }

        private void begins(Attempt attempt) {
            if (permits == 0) {
                await(waiting, attempt);
                return;
            }
            permits--;
            attempt.mustEnd(DONE);
        }

        private void tryAcquire() {
            boolean possible = permits > 0;
            note("try: ", possible);
            requireEqual(possible, real.tryAcquire(), "tryAcquire");
            if (!possible) return;
            permits--;
            toRelease++;
        }

        private void release() {
            note("release");
            toRelease--;
            real.release();
            if (waiting.isEmpty()) permits++;
            else next(waiting).mustEnd(DONE);
        }

        @Override
        void compare() {
            requireEqual(permits, real.permits(), "the number of permits");
            requireEqual(waiting.size(), real.waiting(), "the number of waiters");
            requireEqual(PERMITS, permits + toRelease, "the number of all permits");
        }
    }

    @LoopTest
    void locks(LoopCase loops) {
        new LockModel().run(loops);
    }

    /** A task that holds the lock waits for an event of its own until the run lets it release. */
    private static final class LockModel extends Model {

        private final Lock real = new Lock();
        private final Deque<Attempt> waiting = new ArrayDeque<>();
        private @Nullable Attempt owner;
        private @Nullable Event go;

        @Override
        void act() {
            if (go != null && chance(50)) go.set();
            else attempt(null, this::begins, this::holdForAWhile);
        }

        private void begins(Attempt attempt) {
            if (owner == null) owns(attempt);
            else await(waiting, attempt);
        }

        private void owns(Attempt attempt) {
            owner = attempt;
        }

        private Object holdForAWhile() {
            real.acquire();
            Attempt me = owner;
            if (me == null || me.task() != real.owner()) throw new AssertionError("it was the turn of " + me);
            go = new Event();
            try {
                go.await();
                me.mustEnd(DONE);
                return DONE;
            } catch (Cancelled c) {
                me.mustEnd(CANCELLED);
                throw c;
            } finally {
                go = null;
                owner = null;
                if (!waiting.isEmpty()) owns(next(waiting));
                real.release();
            }
        }

        @Override
        void compare() {
            requireEqual(owner != null, real.isLocked(), "locked");
            requireEqual(waiting.size(), real.waiting(), "the number of waiters");
        }
    }

    @LoopTest
    void events(LoopCase loops) {
        new EventModel().run(loops);
    }

    private static final class EventModel extends Model {

        private final Event real = new Event();
        private final Deque<Attempt> waiting = new ArrayDeque<>();
        private boolean set;

        @Override
        void act() {
            if (chance(15)) set(true);
            else if (chance(30)) set(false);
            else attempt(null, this::begins, this::awaitIt);
        }

        private void begins(Attempt attempt) {
            if (set) attempt.mustEnd(DONE);
            else await(waiting, attempt);
        }

        private Object awaitIt() {
            real.await();
            return DONE;
        }

        private void set(boolean on) {
            note(on ? "set" : "clear");
            set = on;
            if (on) all(waiting, DONE);
            if (on) real.set();
            else real.clear();
        }

        @Override
        void compare() {
            requireEqual(set, real.isSet(), "set");
            requireEqual(waiting.size(), real.waiting(), "the number of waiters");
        }
    }

    @LoopTest
    void barriers(LoopCase loops) {
        new BarrierModel().run(loops);
    }

    private static final class BarrierModel extends Model {

        private static final int PARTIES = 4;
        private final Barrier real = new Barrier(PARTIES);
        private final Deque<Attempt> waiting = new ArrayDeque<>();
        private boolean broken;

        @Override
        void act() {
            if (chance(5)) breakIt(true);
            else if (chance(10)) breakIt(false);
            else attempt(null, this::begins, real::await);
        }

        private void begins(Attempt attempt) {
            if (broken) {
                attempt.mustEnd(BROKEN);
                return;
            }
            await(waiting, attempt);
            if (waiting.size() < PARTIES) return;
            for (int index = 0; index < PARTIES; index++) next(waiting).mustEnd(index);
        }

        private void breakIt(boolean forLong) {
            note(forLong ? "abort" : "reset");
            broken = forLong;
            all(waiting, BROKEN);
            if (forLong) real.abort();
            else real.reset();
        }

        @Override
        void compare() {
            requireEqual(broken, real.isBroken(), "broken");
            requireEqual(waiting.size(), real.waiting(), "the number of waiters");
        }
    }

    @LoopTest
    void limiters(LoopCase loops) {
        new LimiterModel().run(loops);
    }

    private static final class LimiterModel extends Model {

        private final CapacityLimiter real = new CapacityLimiter(2);
        private final Deque<Attempt> waiting = new ArrayDeque<>();
        private final List<Object> lent = new ArrayList<>();
        private int total = 2;

        @Override
        void act() {
            if (!lent.isEmpty() && chance(40)) giveBack();
            else if (chance(15)) resize(upTo(5));
            else borrow("borrower " + number());
        }

        private void borrow(String borrower) {
            attempt(borrower, this::begins, () -> {
                real.acquireOnBehalfOf(borrower);
                return DONE;
            });
        }

        private void begins(Attempt attempt) {
            await(waiting, attempt);
            lend();
        }

        private void lend() {
            while (lent.size() < total && !waiting.isEmpty()) {
                Attempt attempt = next(waiting);
                lent.add(String.valueOf(attempt.brought));
                attempt.mustEnd(DONE);
            }
        }

        private void giveBack() {
            Object borrower = takeAny(lent);
            note("give back ", borrower);
            lend();
            real.releaseOnBehalfOf(borrower);
        }

        private void resize(int newTotal) {
            note("resize to ", newTotal);
            total = newTotal;
            lend();
            real.total(newTotal);
        }

        @Override
        void compare() {
            var expected = new CapacityLimiter.Statistics(total, lent.size(), new HashSet<>(lent), waiting.size());
            requireEqual(expected, real.statistics(), "the statistics");
        }
    }

    @LoopTest
    void conditions(LoopCase loops) {
        new ConditionModel().run(loops);
    }

    /**
     * Items that are signalled one by one. What a cancelled consumer was told goes on to another one, so there is never an
     * item, a consumer that waits, and nobody under way.
     */
    private static final class ConditionModel extends Model {

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

        /** One of those who are told first. */
        private void cancelAnOldOne() {
            int which = chance(60) ? 0 : upTo(tasks.size());
            tasks.remove(which).cancel("at random");
        }

        private void produce() {
            real.lock().run(() -> {
                items++;
                produced++;
                real.signal();
                for (int turns = 5 + upTo(15); turns > 0; turns--) yieldNow(); // those who were told wait for the lock
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

    @LoopTest
    void queues(LoopCase loops) {
        new QueueModel(() -> new Queue<>(3), List::getFirst).run(loops);
        new QueueModel(() -> new Queue<>(1), List::getFirst).run(loops);
    }

    @LoopTest
    void lifoQueues(LoopCase loops) {
        new QueueModel(() -> new LifoQueue<>(3), List::getLast).run(loops);
    }

    @LoopTest
    void priorityQueues(LoopCase loops) {
        Comparator<Item> order = Comparator.comparingInt(Item::priority);
        // Of equal items the stream's first, which came first.
        new QueueModel(
                        () -> new PriorityQueue<>(order, 3),
                        items -> items.stream().min(order).orElseThrow())
                .run(loops);
    }

    private record Item(int number, int priority) {}

    private static final class QueueModel extends Model {

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
            real.shutdown(immediate);
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

    @LoopTest
    void channels(LoopCase loops) {
        new ChannelModel(0).run(loops);
        new ChannelModel(2).run(loops);
    }

    private static final class ChannelModel extends Model {

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

    @LoopTest
    void broadcastsThatHoldUp(LoopCase loops) {
        new BroadcastModel(WhenSlow.HOLD_UP).run(loops);
    }

    @LoopTest
    void broadcastsThatLoseTheOldest(LoopCase loops) {
        new BroadcastModel(WhenSlow.LOSE_OLDEST).run(loops);
    }

    @LoopTest
    void broadcastsThatCutOff(LoopCase loops) {
        new BroadcastModel(WhenSlow.CUT_OFF).run(loops);
    }

    private static final class BroadcastModel extends Model {

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
}
