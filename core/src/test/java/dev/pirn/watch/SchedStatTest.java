package dev.pirn.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the kernel says of threads, as the watchdog understands it. */
class SchedStatTest {

    @Test
    void theNumbersAreUnderstood() {
        assertEquals(new SchedStat.Times(123, 4567), SchedStat.times("123 4567 8\n"));
        assertNull(SchedStat.times(""));
        assertNull(SchedStat.times("what else there is"));
        assertEquals('R', SchedStat.state("7 (a) S (b)) R 1 2"));
        assertEquals('S', SchedStat.state("7 (a) R (b)) S 1 2"));
        assertEquals(' ', SchedStat.state(""));
        assertEquals(' ', SchedStat.state("7 (a)"));
    }

    @Test
    void ofALoopThatNoThreadHasRunNothingIsKnown() {
        assertFalse(new SchedStat().sinceLast().isKnown());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aThreadThatComputesHasRun() {
        SchedStat stat = new SchedStat();
        stat.enteredBy(Thread.currentThread());
        assertFalse(stat.sinceLast().isKnown()); // the first look
        SchedStat.Use use = stat.sinceLast();
        while (use.ran() == 0) use = stat.sinceLast(); // the kernel counts by its ticks
        assertTrue(use.isKnown() && use.isRunnable(), use::toString);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aThreadThatWaitsSleepsAndDoesNotRun() throws InterruptedException {
        SchedStat stat = new SchedStat();
        CountDownLatch entered = new CountDownLatch(1);
        Thread waiting = Thread.ofPlatform().start(() -> {
            stat.enteredBy(Thread.currentThread());
            entered.countDown();
            LockSupport.park();
        });
        entered.await();
        stat.mark();
        SchedStat.Use use = stat.sinceLast();
        while (!use.isSleeping() || use.ran() != 0) use = stat.sinceLast(); // until the kernel has it asleep, too
        assertFalse(use.isRunnable());
        LockSupport.unpark(waiting);
        waiting.join();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void ofAVirtualThreadTheBusiestCarrierIsKnownAndNoMore() throws InterruptedException {
        SchedStat stat = new SchedStat();
        Thread.ofVirtual()
                .start(() -> {
                    stat.enteredBy(Thread.currentThread());
                    stat.sinceLast();
                    SchedStat.Use use = stat.sinceLast();
                    while (use.ran() == 0) use = stat.sinceLast();
                    assertEquals(SchedStat.Use.NO_STATE, use.state());
                    stat.enteredByHand();
                })
                .join();
        assertFalse(stat.sinceLast().isKnown());
    }
}
