package dev.pirn.tck.sync;

import static dev.pirn.Async.spawn;
import static dev.pirn.tck.sync.Steps.begin;
import static dev.pirn.tck.sync.Steps.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.BrokenException;
import dev.pirn.ClosedException;
import dev.pirn.Task;
import dev.pirn.sync.Broadcast;
import dev.pirn.sync.Broadcast.WhenSlow;
import dev.pirn.sync.Channel;
import dev.pirn.sync.Receiver;
import dev.pirn.sync.Sender;
import dev.pirn.sync.Subscription;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;

/** Channels and broadcasts: each end knows what became of the other. */
class ChannelsTck {

    private final List<Object> log = new ArrayList<>();

    private Task<?> beginSend(Sender<String> sender, String item) {
        return begin(() -> {
            sender.send(item);
            log.add("sent " + item);
        });
    }

    @LoopTest
    void itemsComeOutInOrderUntilAllSendersAreClosed(LoopCase loops) {
        loops.runVirtual(() -> {
            Channel<Integer> channel = Channel.ofCapacity(2);
            Sender<Integer> second = channel.sender().copy();
            for (Sender<Integer> sender : List.of(channel.sender(), second)) {
                spawn(() -> {
                    try (sender) {
                        for (int i = 0; i < 5; i++) sender.send(i);
                    }
                });
            }
            int sum = 0;
            for (Integer item : channel.receiver()) sum += item;
            assertEquals(20, sum);
            assertThrows(NoSuchElementException.class, channel.receiver()::receive);
            assertThrows(NoSuchElementException.class, channel.receiver()::tryReceive);
        });
    }

    @LoopTest
    void withoutCapacityASendEndsWhenItIsReceived(LoopCase loops) {
        loops.runVirtual(() -> {
            Channel<String> channel = Channel.ofCapacity(0);
            assertFalse(channel.sender().trySend("no receiver"));
            assertNull(channel.receiver().tryReceive());
            beginSend(channel.sender(), "a");
            beginSend(channel.sender(), "b");
            assertEquals(List.of(), log);
            assertEquals("a", channel.receiver().receive());
            settle();
            assertEquals(List.of("sent a"), log);
            assertEquals("b", channel.receiver().tryReceive());
            Task<?> receiving = begin(() -> log.add(channel.receiver().receive()));
            assertTrue(channel.sender().trySend("c"));
            receiving.await();
            assertEquals(List.of("sent a", "sent b", "c"), log);
            assertThrows(IllegalArgumentException.class, () -> Channel.ofCapacity(-1));
        });
    }

    @LoopTest
    void aCancelledSendSendsNothingAndACancelledReceiveTakesNothing(LoopCase loops) {
        loops.runVirtual(() -> {
            Channel<String> channel = Channel.ofCapacity(1);
            channel.sender().send("a");
            Task<?> cancelled = beginSend(channel.sender(), "X");
            beginSend(channel.sender(), "b");
            cancelled.cancel("enough");
            assertEquals("a", channel.receiver().receive());
            assertEquals("b", channel.receiver().receive());
            Task<?> receiving = begin(channel.receiver()::receive);
            receiving.cancel("enough");
            assertTrue(channel.sender().trySend("c"));
            assertThrows(CancellationException.class, receiving::await);
            assertEquals("c", channel.receiver().receive());
            assertThrows(CancellationException.class, cancelled::await);
        });
    }

    @LoopTest
    void closedByMeBrokenByThemAndTheEndAreToldApart(LoopCase loops) {
        loops.runVirtual(() -> {
            Channel<String> mine = Channel.ofCapacity(1);
            mine.sender().close();
            mine.sender().close();
            assertThrows(ClosedException.class, () -> mine.sender().send("x"));
            assertThrows(ClosedException.class, () -> mine.sender().trySend("x"));
            assertThrows(ClosedException.class, mine.sender()::copy);
            assertThrows(NoSuchElementException.class, mine.receiver()::receive);
            mine.receiver().close();
            mine.receiver().close();
            assertThrows(ClosedException.class, mine.receiver()::receive);
            assertThrows(ClosedException.class, mine.receiver()::tryReceive);
            assertThrows(ClosedException.class, mine.receiver()::copy);
            assertTrue(mine.sender().isClosed() && mine.receiver().isClosed());

            Channel<String> theirs = Channel.ofCapacity(1);
            theirs.sender().send("dropped");
            theirs.receiver().close();
            assertThrows(BrokenException.class, () -> theirs.sender().send("x"));
            assertThrows(BrokenException.class, () -> theirs.sender().trySend("x"));
            assertEquals(0, theirs.statistics().size());
        });
    }

    @LoopTest
    void aCloseEndsTheWaitsOfItsOwnEndOnly(LoopCase loops) {
        loops.runVirtual(() -> {
            Channel<String> channel = Channel.ofCapacity(0);
            Receiver<String> copy = channel.receiver().copy();
            Task<?> mine = begin(copy::receive);
            Task<?> other = begin(channel.receiver()::receive);
            copy.close();
            assertThrows(ClosedException.class, mine::await);
            assertFalse(other.isDone());
            channel.sender().close();
            assertThrows(NoSuchElementException.class, other::await);

            Channel<String> back = Channel.ofCapacity(0);
            Sender<String> second = back.sender().copy();
            Task<?> sending = begin(() -> second.send("a"));
            Task<?> otherSending = begin(() -> back.sender().send("b"));
            second.close();
            assertThrows(ClosedException.class, sending::await);
            assertFalse(otherSending.isDone());
            back.receiver().close();
            assertThrows(BrokenException.class, otherSending::await);
        });
    }

    @LoopTest
    void theLastItemsAreReceivedAfterTheSenderHasGone(LoopCase loops) {
        loops.runVirtual(() -> {
            Channel<String> channel = Channel.ofCapacity(2);
            channel.sender().send("a");
            channel.sender().send("b");
            assertEquals(new Channel.Statistics(2, 2, 1, 1, 0, 0), channel.statistics());
            channel.sender().close();
            for (String item : channel.receiver()) log.add(item);
            assertEquals(List.of("a", "b"), log);
        });
    }

    // broadcasts

    private Task<?> beginReceiving(Subscription<Integer> subscription, List<Integer> into) {
        return begin(() -> {
            for (Integer item : subscription) into.add(item);
        });
    }

    @LoopTest
    void everySubscriberGetsEveryItem(LoopCase loops) {
        loops.runVirtual(() -> {
            Broadcast<Integer> broadcast = new Broadcast<>(2, WhenSlow.HOLD_UP);
            broadcast.publish(-1); // without a subscriber
            List<Integer> first = new ArrayList<>();
            List<Integer> second = new ArrayList<>();
            Task<?> one = beginReceiving(broadcast.subscribe(), first);
            Task<?> two = beginReceiving(broadcast.subscribe(), second);
            for (int i = 0; i < 10; i++) broadcast.publish(i);
            broadcast.close();
            one.await();
            two.await();
            assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), first);
            assertEquals(first, second);
            assertThrows(ClosedException.class, () -> broadcast.publish(1));
            assertThrows(ClosedException.class, broadcast::subscribe);
        });
    }

    @LoopTest
    void aSlowSubscriberHoldsUpThePublishers(LoopCase loops) {
        loops.runVirtual(() -> {
            Broadcast<Integer> broadcast = new Broadcast<>(1, WhenSlow.HOLD_UP);
            Subscription<Integer> slow = broadcast.subscribe();
            List<Integer> fast = new ArrayList<>();
            beginReceiving(broadcast.subscribe(), fast);
            broadcast.publish(0);
            Task<?> cancelled = begin(() -> broadcast.publish(1));
            Task<?> waiting = begin(() -> broadcast.publish(2));
            assertFalse(broadcast.tryPublish(9));
            cancelled.cancel("no receiver");
            settle();
            assertEquals(List.of(0), fast);
            assertEquals(0, slow.receive());
            waiting.await();
            assertEquals(2, slow.receive());
            settle();
            assertEquals(List.of(0, 2), fast);
            broadcast.publish(3);
            Task<?> freed = begin(() -> broadcast.publish(4));
            slow.close();
            freed.await();
            assertThrows(ClosedException.class, slow::receive);
            Subscription<Integer> last = broadcast.subscribe();
            broadcast.publish(5);
            Task<?> tooLate = begin(() -> broadcast.publish(6));
            broadcast.close();
            assertThrows(ClosedException.class, tooLate::await);
            assertEquals(5, last.receive());
            assertThrows(NoSuchElementException.class, last::receive);
            assertThrows(NoSuchElementException.class, last::tryReceive);
        });
    }

    @LoopTest
    void aSlowSubscriberLosesTheOldest(LoopCase loops) {
        loops.runVirtual(() -> {
            Broadcast<Integer> broadcast = new Broadcast<>(2, WhenSlow.LOSE_OLDEST);
            Subscription<Integer> slow = broadcast.subscribe();
            for (int i = 0; i < 5; i++) assertTrue(broadcast.tryPublish(i));
            assertEquals(3, slow.missed());
            assertEquals(2, slow.size());
            assertEquals(List.of(3, 4), List.of(slow.receive(), slow.receive()));
            assertNull(slow.tryReceive());
        });
    }

    @LoopTest
    void aSlowSubscriberIsCutOff(LoopCase loops) {
        loops.runVirtual(() -> {
            Broadcast<Integer> broadcast = new Broadcast<>(2, WhenSlow.CUT_OFF);
            Subscription<Integer> slow = broadcast.subscribe();
            Subscription<Integer> other = broadcast.subscribe();
            broadcast.publish(0);
            broadcast.publish(1);
            other.receive();
            broadcast.publish(2);
            assertEquals(1, broadcast.subscribers());
            assertEquals(List.of(0, 1), List.of(slow.receive(), slow.receive()));
            assertThrows(BrokenException.class, slow::receive);
            assertThrows(BrokenException.class, slow::tryReceive);
            assertEquals(List.of(1, 2), List.of(other.receive(), other.receive()));
            slow.close();
            assertThrows(ClosedException.class, slow::receive);
        });
    }

    @LoopTest
    void aSubscriberThatIsCancelledOrClosesLosesNothingOfOthers(LoopCase loops) {
        loops.runVirtual(() -> {
            Broadcast<Integer> broadcast = new Broadcast<>(1, WhenSlow.HOLD_UP);
            Subscription<Integer> subscription = broadcast.subscribe();
            Task<?> cancelled = begin(subscription::receive);
            cancelled.cancel("enough");
            broadcast.publish(1);
            assertThrows(CancellationException.class, cancelled::await);
            assertEquals(1, subscription.receive());
            Task<?> waiting = begin(subscription::receive);
            subscription.close();
            subscription.close();
            assertThrows(ClosedException.class, waiting::await);
            assertTrue(subscription.isClosed());
            assertEquals(0, broadcast.subscribers());
            assertThrows(IllegalArgumentException.class, () -> new Broadcast<>(0, WhenSlow.HOLD_UP));
        });
    }
}
