package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerQueueTest {

    private final RunLoop loop = Loopless.loop();
    private final TimerQueue queue = new TimerQueue();

    private Timer add(long when) {
        Timer timer = new Timer.Call(loop, when, () -> {}, Context.EMPTY);
        queue.add(timer);
        return timer;
    }

    private List<Timer> takeDue(long now) {
        List<Timer> due = new ArrayList<>();
        for (Timer timer; (timer = queue.pollDue(now)) != null; ) due.add(timer);
        return due;
    }

    @Test
    void theSameDeadlineIsInOrderOfCreation() {
        List<Timer> added = new ArrayList<>();
        for (int i = 0; i < 1000; i++) added.add(add(7));
        assertEquals(added, takeDue(7));
    }

    @Test
    void nothingIsDueEarly() {
        add(7);
        assertNull(queue.pollDue(6));
        assertEquals(7, queue.next());
    }

    @Test
    void aClockThatOverflowsKeepsTheOrder() {
        Timer before = add(Long.MAX_VALUE - 1);
        Timer after = add(Long.MIN_VALUE + 1);
        assertEquals(List.of(before, after), takeDue(Long.MIN_VALUE + 2));
    }

    @Test
    void whatIsLeftAfterRandomRemovalsComesInOrder() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Timer> alive = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (alive.isEmpty() || random.nextInt(3) > 0) alive.add(add(random.nextInt(1000)));
            else queue.remove(alive.remove(random.nextInt(alive.size())));
        }
        alive.sort(Comparator.comparingLong((Timer t) -> t.when).thenComparingInt(t -> t.sequence));
        assertEquals(alive, takeDue(1000), "seed " + seed);
        assertEquals(0, queue.size());
    }

    @Test
    void case012_cancelledTimersAreReclaimed() {
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) timers.add(add(i));
        timers.subList(1, 601).forEach(queue::remove); // not the first, which would be taken out on the way
        assertEquals(400, queue.size());
        assertTrue(queue.places() <= 500, () -> queue.places() + " places");
    }

    @Test
    void aCancelledTimerIsNotTheNextOne() {
        Timer first = add(1);
        add(2);
        queue.remove(first);
        assertEquals(2, queue.next());
        assertEquals(1, queue.places());
    }

    @Test
    void removingTwiceAndRemovingWhatIsDueDoNothing() {
        Timer first = add(1);
        Timer second = add(2);
        queue.remove(first);
        queue.remove(first);
        assertEquals(List.of(second), takeDue(5));
        queue.remove(second);
        assertEquals(0, queue.size());
    }

    @Test
    void aMillionCancelledInAnyOrderLeaveNothing() {
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) timers.add(add(i));
        Collections.shuffle(timers, new Random(1));
        timers.forEach(queue::remove);
        assertEquals(0, queue.size());
        assertEquals(Long.MAX_VALUE, queue.next());
    }
}
