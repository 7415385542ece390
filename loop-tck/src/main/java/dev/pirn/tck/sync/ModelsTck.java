package dev.pirn.tck.sync;

import dev.pirn.sync.Broadcast.WhenSlow;
import dev.pirn.sync.LifoQueue;
import dev.pirn.sync.PriorityQueue;
import dev.pirn.sync.Queue;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.util.Comparator;
import java.util.List;

/** Random runs, with cancels at the worst moments, compared with models: nothing is lost, and everybody in turn. */
class ModelsTck {

    @LoopTest
    void semaphores(LoopCase loops) {
        new SemaphoreModel().run(loops);
    }

    @LoopTest
    void locks(LoopCase loops) {
        new LockModel().run(loops);
    }

    @LoopTest
    void events(LoopCase loops) {
        new EventModel().run(loops);
    }

    @LoopTest
    void barriers(LoopCase loops) {
        new BarrierModel().run(loops);
    }

    @LoopTest
    void limiters(LoopCase loops) {
        new LimiterModel().run(loops);
    }

    @LoopTest
    void conditions(LoopCase loops) {
        new ConditionModel().run(loops);
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
        Comparator<QueueModel.Item> order = Comparator.comparingInt(QueueModel.Item::priority);
        // Of equal items the stream's first, which came first.
        new QueueModel(
                        () -> new PriorityQueue<>(order, 3),
                        items -> items.stream().min(order).orElseThrow())
                .run(loops);
    }

    @LoopTest
    void channels(LoopCase loops) {
        new ChannelModel(0).run(loops);
        new ChannelModel(2).run(loops);
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
}
